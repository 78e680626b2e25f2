/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of a format file, up to the print format; see formats_text.h. */
#include "decode/formats_text.h"

#include <errno.h>
#include <string.h>

enum {
	RECORD_MAX = 65535, /* bytes: no field lies behind */
	COMMON_MAX = 64, /* and no common field there */
	DECLARATION_WORDS_MAX = 16,
};

struct reading {
	struct formats_text *t;
	const char *p;
	const char *end;
};

bool formats_word_is(struct formats_word w, const char *s)
{
	return w.len == strlen(s) && !memcmp(w.p, s, w.len);
}

bool formats_text_has_field(const struct formats_text *t, struct formats_word name)
{
	for (size_t i = 0; i < t->field_cnt; i++)
		if (t->fields[i].len == name.len && !memcmp(t->fields[i].p, name.p, name.len))
			return true;
	return false;
}

/* --- Words --------------------------------------------------------------------------------- */

static bool at_end(const struct reading *r)
{
	return r->p >= r->end;
}

static bool next_is(const struct reading *r, char c)
{
	return !at_end(r) && *r->p == c;
}

/* Passes @s if it comes next. */
static bool take(struct reading *r, const char *s)
{
	size_t len = strlen(s);

	if ((size_t)(r->end - r->p) < len || memcmp(r->p, s, len) != 0)
		return false;
	r->p += len;
	return true;
}

static bool take_name(struct reading *r, struct formats_word *w)
{
	*w = (struct formats_word){ .p = r->p };
	while (!at_end(r) && formats_is_name_char(*r->p))
		r->p++;
	w->len = (size_t)(r->p - w->p);
	return w->len && w->len <= FORMATS_NAME_MAX;
}

static bool take_number(struct reading *r, uint32_t max, uint32_t *v)
{
	const char *begin = r->p;

	for (*v = 0; !at_end(r) && *r->p >= '0' && *r->p <= '9'; r->p++) {
		*v = *v * 10 + (uint32_t)(*r->p - '0');
		if (*v > max)
			return false;
	}
	return r->p > begin;
}

static void skip_spaces(struct reading *r)
{
	while (next_is(r, ' '))
		r->p++;
}

/* --- Fields -------------------------------------------------------------------------------- */

/* What a declaration is: `const char * name`, `u8[] name`, `char name[16]`. */
struct declaration {
	struct formats_word name;
	unsigned int word_cnt; /* and stars */
	bool is_array;
	bool is_named; /* what came last can be its name */
};

/* `__attribute__((user))` or `__attribute__((btf_type_tag("user")))`, which some compilers leave. */
static bool take_attribute(struct reading *r)
{
	struct formats_word w;

	if (!take(r, "((") || !take_name(r, &w))
		return false;
	if (take(r, "(\"") && (!take_name(r, &w) || !take(r, "\")")))
		return false;
	return take(r, "))");
}

/* `[16]`, `[]` or `[TASK_COMM_LEN]` behind a type or a name. */
static bool take_brackets(struct reading *r, struct declaration *d)
{
	struct formats_word w;
	uint32_t cnt;

	if (d->is_array || d->word_cnt < 2)
		return false;
	d->is_array = true;
	r->p++;
	if (next_is(r, ']'))
		return take(r, "]");
	if (!at_end(r) && *r->p >= '0' && *r->p <= '9')
		return take_number(r, RECORD_MAX, &cnt) && cnt && take(r, "]");
	return take_name(r, &w) && take(r, "]");
}

static bool take_word(struct reading *r, struct declaration *d)
{
	struct formats_word w;

	if (next_is(r, '[')) {
		return take_brackets(r, d);
	} else if (next_is(r, '*')) {
		r->p++;
		d->is_named = false;
		/* No pointer is all of a type, nor comes behind brackets. */
		return d->word_cnt++ && !d->is_array;
	} else if (!take_name(r, &w)) {
		return false;
	} else if (formats_word_is(w, "__attribute__")) {
		d->is_named = false;
		return d->word_cnt && !d->is_array && take_attribute(r);
	}
	d->name = w;
	d->is_named = true;
	d->word_cnt++;
	return true;
}

/* Up to the semicolon. */
static bool read_declaration(struct reading *r, struct declaration *d)
{
	bool closed = false; /* by the one name that there is room for behind brackets */

	*d = (struct declaration){ 0 };
	skip_spaces(r);
	while (!next_is(r, ';')) {
		bool was_array = d->is_array;

		if (closed || d->word_cnt >= DECLARATION_WORDS_MAX || !take_word(r, d))
			return false;
		closed = was_array;
		skip_spaces(r);
	}
	return d->is_named && d->word_cnt >= 2;
}

static bool note_field(struct reading *r, const struct declaration *d)
{
	struct formats_text *t = r->t;

	if (t->field_cnt >= FORMATS_TEXT_FIELDS_MAX)
		return false;
	t->fields[t->field_cnt++] = d->name;
	return true;
}

/* `\tfield:DECLARATION;\toffset:0;\tsize:2;\tsigned:0;`; old kernels have no sign. */
static bool read_field(struct reading *r, struct declaration *d, uint32_t *offset, uint32_t *size)
{
	uint32_t is_signed;

	if (!take(r, "\tfield:") || !read_declaration(r, d))
		return false;
	if (!take(r, ";\toffset:") || !take_number(r, RECORD_MAX, offset))
		return false;
	if (!take(r, ";\tsize:") || !take_number(r, RECORD_MAX, size) || !take(r, ";"))
		return false;
	if (take(r, "\tsigned:") && (!take_number(r, 1, &is_signed) || !take(r, ";")))
		return false;
	/* Only of an array it is not known how long it is. */
	return take(r, "\n") && *offset + *size <= RECORD_MAX && (*size || d->is_array) &&
	       note_field(r, d);
}

/* The first one has to be the id: from it libtraceevent tells which event a record is of. */
static bool read_common_fields(struct reading *r)
{
	struct declaration d;
	uint32_t offset, size;

	while (!next_is(r, '\n')) {
		bool is_first = !r->t->field_cnt;

		if (!read_field(r, &d, &offset, &size) || d.is_array || offset + size > COMMON_MAX)
			return false;
		if (is_first && (!formats_word_is(d.name, "common_type") || offset || size != 2))
			return false;
	}
	return r->t->field_cnt && take(r, "\n");
}

static bool read_own_fields(struct reading *r)
{
	struct declaration d;
	uint32_t offset, size;

	while (!next_is(r, '\n'))
		if (!read_field(r, &d, &offset, &size))
			return false;
	return take(r, "\n");
}

/* --- The whole ----------------------------------------------------------------------------- */

static bool has_odd_bytes(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((p[i] < ' ' || p[i] > '~') && p[i] != '\n' && p[i] != '\t')
			return true;
	return false;
}

static bool read_head(struct reading *r)
{
	struct formats_text *t = r->t;

	return take(r, "name: ") && take_name(r, &t->name) && take(r, "\nID: ") &&
	       take_number(r, UINT16_MAX, &t->id) && take(r, "\nformat:\n") &&
	       read_common_fields(r) && read_own_fields(r) && take(r, "print fmt:");
}

int formats_text_read(struct formats_text *t, const char *text, size_t len)
{
	struct reading r = { .t = t, .p = text, .end = text + len };

	t->field_cnt = 0;
	if (len > FORMATS_TEXT_MAX || has_odd_bytes(text, len) || !read_head(&r))
		return -EBADMSG;
	t->print_at = (size_t)(r.p - text);
	t->print_good = formats_text_print(t, r.p, r.end, &t->print_calls);
	return 0;
}
