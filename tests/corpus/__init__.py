"""A package, so that test modules here may be named as those of other rooms."""
