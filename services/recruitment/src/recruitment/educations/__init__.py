"""The list of educations of BKN, by which formations say whom they ask for."""
