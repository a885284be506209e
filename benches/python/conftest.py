"""Lets the tests find the packages of this folder."""
