"""What a deployment needs beside its services: who there is, secrets, the broker's users, a doctor."""
