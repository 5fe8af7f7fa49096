"""Tables as people keep them: workbooks and CSV read by cell, workbooks written to be filled in."""
