"""One module per output format; each offers `render(run: Run) -> bytes`."""
