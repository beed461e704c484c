"""What came back from where student code ran, believed only as far as its form is right."""
