"""The tool drawer: framework-free tools that two rooms use."""
