"""The pages people look at, in an account as large as they become and in one a hundredth of its size.

What a page costs must not depend on how much there is: so each is measured against itself where there is little.
"""
