"""Who may what, as the registry says."""

from abdi.directory import directory_subscription

directory = directory_subscription()
