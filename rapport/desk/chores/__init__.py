"""What the clock does at the desk, part by part."""
