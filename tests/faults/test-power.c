/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the power away at any write of a player's library: while it writes, signs in with what stood there, sends,
 * stages, shows. What was said to be saved is there when it comes back, the library is without fault, and sync goes on
 * to where the server and other computers are. WOODSHED_FAULTS is how often in all (500 unless said, fewer where every
 * step is watched by a sanitizer). */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fault-computer.h"
#include "fault-vfs.h"

#define FAILURES_A_LIBRARY 25
#define N_SCENARIOS 4

/* In place of the C library's, for all of this program: a new name may be lost, too. */
int
rename (const char *from, const char *to)
{
  long rc = syscall (SYS_renameat2, -100 /* AT_FDCWD */, from, -100, to, 0);

  if (rc == 0)
    fault_vfs_renamed (from, to);
  return (int) rc;
}

static guint
failures (void)
{
  const char *text = g_getenv ("WOODSHED_FAULTS");

  if (text != NULL)
    return (guint) g_ascii_strtoull (text, NULL, 10);
  return g_getenv ("WOODSHED_TEST_SLOW") != NULL ? 60 : 500;
}

static void
do_writes (FaultComputer *self, FaultComputer *other)
{
  for (guint i = 0; i < 12 && fault_computer_write (self, NULL); i++)
    ;
}

static void
do_sign_in (FaultComputer *self, FaultComputer *other)
{
  g_autoptr (GError) error = NULL;

  if (!fault_computer_write (self, NULL) || !fault_computer_sign_in (self, &error))
    return;
  fault_computer_sync (self, 0);
}

static void
do_send (FaultComputer *self, FaultComputer *other)
{
  for (guint i = 0; i < 3 && fault_computer_write (self, NULL); i++)
    ;
  self->lose_answer = g_rand_int_range (self->dice, 0, 4) == 0;
  fault_computer_sync (self, 1);
}

static void
do_receive (FaultComputer *self, FaultComputer *other)
{
  if (g_rand_boolean (self->dice))
    fault_computer_write (self, NULL);
  fault_computer_sync (self, 0);
}

typedef struct {
  const char *name;
  gboolean    with_account, with_other;
  void (*act) (FaultComputer *self, FaultComputer *other);
} Scenario;

/* Until one failure struck. */
static guint
fail_once (const Scenario *scenario, FaultComputer *self, FaultComputer *other, GRand *dice)
{
  g_autoptr (GError) error = NULL;
  guint n, n_lost;

  if (scenario->with_other)
    {
      for (guint i = 0; i < 6; i++)
        g_assert_true (fault_computer_write (other, NULL));
      fault_computer_sync (other, 3);
    }
  fault_computer_stop (other); /* which is not under the failing disk */
  /* Early ones more often, late ones too: each act is another length. */
  n = (guint) g_rand_int_range (dice, 0, g_rand_boolean (dice) ? 40 : 400);
  fault_vfs_arm (FAULT_POWER, n);
  while (!fault_vfs_struck ())
    {
      scenario->act (self, other);
      /* What is not struck at work is struck at the end of the program, when the log goes into the file. */
      if (!fault_vfs_struck () && g_rand_int_range (dice, 0, 4) == 0)
        {
          fault_computer_stop (self);
          fault_computer_start (self, NULL);
        }
      if (!fault_vfs_struck () && fault_vfs_get_count () > 3000)
        g_error ("nothing is written any more");
    }
  fault_computer_stop (self);
  n_lost = fault_vfs_crash (dice);
  if (!fault_computer_start (self, &error))
    g_error ("the library does not open: %s", error->message);
  fault_computer_check (self);
  g_assert_true (fault_computer_start (other, &error));
  return n_lost;
}

static void
run (gconstpointer data)
{
  const Scenario *scenario = data;
  g_autoptr (GRand) dice = g_rand_new_with_seed (g_str_hash (scenario->name));
  guint wanted = MAX (failures () / N_SCENARIOS, 1), n_lost = 0, n_said = 0;

  for (guint done = 0; done < wanted;)
    {
      g_autoptr (ShedRandom) random = shed_random_new_seeded (g_rand_int (dice));
      SimServer *server = sim_server_new_model (random);
      FaultComputer *self = fault_computer_new (server, g_rand_int (dice)),
                    *other = fault_computer_new (server, g_rand_int (dice));
      FaultComputer *all[] = { self, other };
      g_autoptr (GError) error = NULL;

      g_assert_true (fault_computer_start (self, &error));
      g_assert_true (fault_computer_start (other, &error));
      if (scenario->with_account)
        g_assert_true (fault_computer_sign_in (self, &error));
      g_assert_true (fault_computer_sign_in (other, &error));
      for (guint i = 0; i < FAILURES_A_LIBRARY && done < wanted; i++, done++)
        n_lost += fail_once (scenario, self, other, dice);
      g_assert_true (fault_computer_sign_in (self, &error));
      fault_assert_same (server, all, 2);
      n_said += g_hash_table_size (self->titles) + g_hash_table_size (self->events);
      fault_computer_free (self);
      fault_computer_free (other);
      fault_vfs_forget ();
      server->klass->free (server);
    }
  g_test_message ("%s: %u power failures, %u writes had not reached the disk, %u acknowledged things, all there",
                  scenario->name, wanted, n_lost, n_said);
  g_assert_cmpuint (n_lost, >, wanted / 2); /* or nothing was ever in danger */
}

int
main (int argc, char **argv)
{
  static const Scenario scenarios[N_SCENARIOS] = {
    { "writing", TRUE, FALSE, do_writes },
    { "signing-in-with-a-repertoire", FALSE, FALSE, do_sign_in },
    { "sending", TRUE, FALSE, do_send },
    { "receiving", TRUE, TRUE, do_receive },
  };

  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  for (guint i = 0; i < N_SCENARIOS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/power/nothing-said-to-be-saved-is-lost-while/%s", scenarios[i].name);

      g_test_add_data_func (path, &scenarios[i], run);
    }
  return g_test_run ();
}
