"""Reading other people's spreadsheets into our ledgers: a book is opened, its columns are matched
to titles, every line is checked, and all lines enter or none.

`books` opens files, `cells` understands what stands in a cell, `matching` finds the head and the
columns, `importer` is what an app declares per ledger, `checking` runs the lines through it, and
`blank` draws the empty workbook.
"""
