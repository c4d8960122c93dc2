"""Training of the verifier that ships; nothing else in the program imports this room."""
