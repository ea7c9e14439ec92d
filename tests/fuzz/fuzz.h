/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each fuzz target defines: libFuzzer calls it with bytes of its own, fuzz-replay.c with those of the corpus. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
