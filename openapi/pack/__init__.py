"""The parts of a description that many pages need, stored so that each costs two small reads."""
