-- SPDX-License-Identifier: GPL-3.0-or-later
-- A question also names the computer that wrote the other value, and when by its clock, so that a person can tell the two apart.

ALTER TABLE "conflict" ADD COLUMN "other_device_id" TEXT CHECK (length ("other_device_id") = 36);
ALTER TABLE "conflict" ADD COLUMN "other_device_name" TEXT
  CHECK (length ("other_device_name") BETWEEN 1 AND 500 AND trim ("other_device_name") = "other_device_name");
ALTER TABLE "conflict" ADD COLUMN "other_at" INTEGER;
