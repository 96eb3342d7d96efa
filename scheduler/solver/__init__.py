"""How a schedule is found: the only package that imports ortools and numba.

The stages, each a module: `problem` gathers what rules and goals say, `exact` is the
CP-SAT model of it, `units` and `sweep` are the compiled inner step over seat prices,
`first`, `negotiate`, `bound`, `dive` and `shake` use them, and `large` runs these in
order; `solve` says which way a problem goes.
"""
