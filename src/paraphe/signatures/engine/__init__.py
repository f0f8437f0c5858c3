"""The signing engine: keys, timestamps, CAdES signatures and the assembly of the container. Knows no
right, no Django.
"""
