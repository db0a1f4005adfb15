"""Who stands where and may what, heard from the registry and kept by the kit."""

from abdi.directory import directory_subscription

directory = directory_subscription()
