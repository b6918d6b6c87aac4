"""Steps that remember: one pure fold, run per key on bounded and on unbounded input.

A fold's state is what the rows of its table say. On bounded input the rows of the keys at hand arrive as a
collection and are co-grouped with the inputs; on unbounded input the state lives in Beam and rows read at
the start seed it. Two laws make both give the same rows, and are property-tested for every fold:

    fold(fold(s, a), b) leaves the same state and the same latest rows as fold(s, a + b)
    a seed that arrives after an input is absorbed
"""
