"""The kit of Abdi: mechanism that every service shares, without business meaning."""
