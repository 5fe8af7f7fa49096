"""What the operating system gives: files, other programs, memory."""
