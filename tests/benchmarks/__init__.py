"""How well and how fast the engine solves, beside what others would do.

    python -m tests.benchmarks run --out results.csv --only schools --sizes 70,140
    python -m tests.benchmarks run --out mss.csv --only mss --mss FOLDER
    python -m tests.benchmarks run --out ims.csv --only ims --cold

Each line of the table is one method on one instance, in a process of its own. What a
method claims isn't believed: the independent checker counts the cost and the breaches.
"""
