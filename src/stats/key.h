/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys: tuples of values. */
#ifndef SYSTRAIL_STATS_KEY_H
#define SYSTRAIL_STATS_KEY_H

#include <stdbool.h>

#include "stats/value.h"

/* Of longer texts this is hashed, compared and kept. */
enum { KEYMAP_TEXT_MAX = 4096 };

/* A hash of @cnt values; who does not know @seed cannot choose what it will be. */
uint64_t stats_key_hash(uint64_t seed, const struct stats_value *v, size_t cnt);

/* Whether the values are those @kept, which stats_key_copy() has made. */
bool stats_key_is(const struct stats_value *kept, const struct stats_value *v, size_t cnt);

/* Copies @cnt values, their texts to @texts, of stats_key_text_bytes(). */
size_t stats_key_text_bytes(const struct stats_value *v, size_t cnt);
void stats_key_copy(struct stats_value *to, const struct stats_value *v, size_t cnt, char *texts);

#endif
