/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys, names and lines, as more than one format writes them. */
#ifndef SYSTRAIL_STATS_CELL_H
#define SYSTRAIL_STATS_CELL_H

#include "stats/rows.h"

enum {
	/* What cell_escaped() appends is at most this long. */
	CELL_TEXT_BYTES = 4 * KEYMAP_TEXT_MAX,
	/* The same where a format doubles or escapes what is in it, and some punctuation. */
	CELL_ROOM_BYTES = 8 * KEYMAP_TEXT_MAX,
};

/* A line, which leaves in pieces when it is longer than what outfile_reserve() gives. */
struct stats_line {
	struct outfile *out;
	struct text t;
};

static inline void stats_line_begin(struct stats_line *l, struct outfile *out)
{
	l->out = out;
	outfile_reserve(out, &l->t);
}

/* Room for CELL_ROOM_BYTES. */
static inline void stats_line_room(struct stats_line *l)
{
	if (l->t.cap - l->t.len >= CELL_ROOM_BYTES)
		return;
	outfile_commit(l->out, &l->t);
	outfile_reserve(l->out, &l->t);
}

static inline void stats_line_end(struct stats_line *l)
{
	text_char(&l->t, '\n');
	outfile_commit(l->out, &l->t);
}

/* How much of a text is written: as much as keys keep. */
static inline size_t cell_len(size_t len)
{
	return len < KEYMAP_TEXT_MAX ? len : KEYMAP_TEXT_MAX;
}

/* `(other)` or `(5 more)`, for a row that has no key. */
void cell_word(struct text *t, const struct shown_row *row);

/*
 * Escapes @len bytes as text_escape() does. A text that is the word which stands for a row or for
 * nothing has its first character as \xNN: unescaped, it is what it was.
 */
void cell_escaped(struct text *t, const char *text, size_t len);

/* The first character as \xNN in any case; @len is not 0. */
void cell_escaped_first(struct text *t, const char *text, size_t len);

/* A number that is a key, for programs: the names of errors, `8,0`, all else decimal. */
void cell_number(struct text *t, enum stats_unit unit, const struct stats_value *v);

/* Whether cell_number() writes something that is no number for JSON. */
bool cell_is_word(enum stats_unit unit, const struct stats_value *v);

/* What is put behind the name of something that has the unit: `_ns`, or nothing. */
const char *cell_unit_suffix(enum stats_unit unit, const char *name, size_t len);

#endif
