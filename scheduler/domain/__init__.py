"""What is given (an instance) and what is decided (a schedule).

Standard library only; frozen values, named by ids. Nothing here knows about files,
solvers or numbers of a model.
"""
