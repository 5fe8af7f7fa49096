"""A form for one record while the site is served: asked from the schema, checked, saved as YAML."""
