"""One module per kind or family of text defects; each offers `find(case) -> Iterator[Defect]`."""
