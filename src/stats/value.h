/* SPDX-License-Identifier: GPL-2.0-only */
/* A value that things are counted by: a number or a text. */
#ifndef SYSTRAIL_STATS_VALUE_H
#define SYSTRAIL_STATS_VALUE_H

#include <stddef.h>
#include <stdint.h>

enum stats_kind {
	STATS_NONE, /* it has no value, or nobody knows it */
	STATS_SIGNED,
	STATS_UNSIGNED,
	STATS_TEXT,
	STATS_REST, /* of the row in which all is counted that found no room for a row of its own */
};

struct stats_value {
	enum stats_kind kind;
	uint64_t number; /* SIGNED: an int64_t */
	const char *
		text; /* TEXT: not terminated; chosen by others, so it is escaped where it is shown */
	size_t len;
};

static inline struct stats_value stats_text(const char *text, size_t len)
{
	return (struct stats_value){ .kind = STATS_TEXT, .text = text, .len = len };
}

static inline struct stats_value stats_signed(int64_t number)
{
	return (struct stats_value){ .kind = STATS_SIGNED, .number = (uint64_t)number };
}

static inline struct stats_value stats_unsigned(uint64_t number)
{
	return (struct stats_value){ .kind = STATS_UNSIGNED, .number = number };
}

/* The number in 128 bits, in which signed and unsigned ones are ordered as in mathematics. */
static inline __int128 stats_number(const struct stats_value *v)
{
	return v->kind == STATS_SIGNED ? (__int128)(int64_t)v->number : (__int128)v->number;
}

/* Numbers below texts, what has none first and the rest last. */
int stats_value_compare(const struct stats_value *a, const struct stats_value *b);

#endif
