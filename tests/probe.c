/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links with the whole of one floor and only what that floor may use: if it links, the floor reaches nowhere else. */
int
main (void)
{
  return 0;
}
