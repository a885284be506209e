"""Commands: their checks in the documented order, then what they change.

Every function gets the state, at the command's time, the signer, and the fields that `commands.parse`
has read. It refuses before it changes anything.
"""
