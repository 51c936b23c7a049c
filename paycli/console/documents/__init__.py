"""What programs read: a record for each JSON document, whose fields are the names in it, in their order.

A name that is a word of Python has an underscore behind it. The string below a field says what it means; names that
stand in several records are explained once, in names.py, and have one type everywhere. Python drops such strings when
it compiles, so they cost a run nothing: tools/json_schemas.py reads them out of the source and writes docs/schema.
"""
