/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why the kernel refuses a filter; see formats.h. Its ioctl only says EINVAL, and what tracefs would
 * say goes to whoever else traces the same event, so the filter is read once more here. The grammar
 * is that of "Event filtering" in the kernel's Documentation/trace/events.rst:
 *
 *	field OP value [(&& or ||) ...], with ! in front and in parentheses
 */
#include "decode/formats_private.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/nearest.h"

enum {
	WHY_BYTES = 640,
	FILTER_BYTES_MAX = 4095, /* the kernel takes a page, with its NUL */
};

/* What can be compared with a field. */
enum field_type {
	FIELD_NONE,
	FIELD_NUMBER,
	FIELD_TEXT,
	FIELD_EITHER, /* an address of text */
	FIELD_ARRAY,
};

struct reading {
	struct tep_event *event;
	const char *text;
	const char *p; /* what is not read yet */
	unsigned int depth; /* of parentheses */
	char why[WHY_BYTES]; /* what is wrong at @p */
};

__attribute__((format(printf, 2, 3))) static bool wrong(struct reading *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, ap);
	va_end(ap);
	return false;
}

static void skip_space(struct reading *r)
{
	r->p += strspn(r->p, " \t\n");
}

/* --- Fields -------------------------------------------------------------------------------- */

static enum field_type type_of(const struct reading *r, const char *name)
{
	static const char *const texts[] = { "comm", "COMM", "common_comm" };
	static const char *const numbers[] = { "cpu", "CPU", "common_cpu" };
	const struct tep_format_field *field = tep_find_any_field(r->event, name);

	for (size_t i = 0; i < 3; i++) {
		if (!field && !strcmp(name, texts[i]))
			return FIELD_TEXT;
		if (!field && !strcmp(name, numbers[i]))
			return FIELD_NUMBER;
	}
	if (!field)
		return FIELD_NONE;
	if (strstr(field->type, "char *"))
		return FIELD_EITHER;
	if (!(field->flags & (TEP_FIELD_IS_ARRAY | TEP_FIELD_IS_DYNAMIC)))
		return FIELD_NUMBER;
	return strstr(field->type, "char") ? FIELD_TEXT : FIELD_ARRAY;
}

/* `a, b, c`: as many as there is room for. */
static void put_names(const struct reading *r, struct text *t)
{
	const struct tep_format_field *field;

	for (field = r->event->format.fields; field; field = field->next) {
		if (t->len)
			text_lit(t, ", ");
		text_str(t, field->name);
	}
	if (t->cut)
		memcpy(t->data + t->len - 3, "...", 3);
}

static bool no_such_field(struct reading *r, const char *name)
{
	const struct tep_format_field *field;
	char names[WHY_BYTES / 2] = "";
	struct nearest n;
	struct text t;

	nearest_init(&n, name, strlen(name));
	for (field = r->event->format.fields; field; field = field->next)
		nearest_offer(&n, field->name);
	text_init(&t, names, sizeof(names) - 1);
	put_names(r, &t);
	return wrong(r, "there is no field '%s', but %s%s", name, t.len ? names : "none at all",
		     nearest_hint(&n));
}

/* The field at r->p, without what may follow it (`name.ustring`). */
static bool read_field(struct reading *r, char *name, size_t size, enum field_type *type)
{
	size_t len = 0;

	while (isalnum((unsigned char)r->p[len]) || r->p[len] == '_')
		len++;
	if (!len || isdigit((unsigned char)*r->p))
		return wrong(r, "here a field has to be, as in 'FIELD == VALUE'");
	if (len >= size)
		len = size - 1;
	memcpy(name, r->p, len);
	name[len] = '\0';
	*type = type_of(r, name);
	if (*type == FIELD_NONE)
		return no_such_field(r, name);
	if (*type == FIELD_ARRAY)
		return wrong(r, "the field '%s' is an array, which the kernel cannot compare",
			     name);
	r->p += len;
	if (*r->p == '.')
		r->p += 1 + strspn(r->p + 1, "abcdefghijklmnopqrstuvwxyz_");
	return true;
}

/* --- Comparisons --------------------------------------------------------------------------- */

static bool read_operator(struct reading *r, const char *field, enum field_type type)
{
	/* Longer ones before those that they begin with. */
	static const char *const ops[] = { "==", "!=", "<=", ">=", "<", ">", "&", "~" };
	const char *op = NULL;

	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops) && !op; i++)
		if (!strncmp(r->p, ops[i], strlen(ops[i])))
			op = ops[i];
	if (!op || !strncmp(r->p, "&&", 2))
		return wrong(r, "behind '%s' an operator has to be: ==, !=, <, <=, >, >=, & or ~%s",
			     field, *r->p == '=' ? " (with two =)" : "");
	if (type == FIELD_TEXT && strchr("<>&", *op))
		return wrong(r, "'%s' is text, which goes with ==, != and ~", field);
	if (type == FIELD_NUMBER && *op == '~')
		return wrong(r, "'~' is for text, and '%s' is a number", field);
	r->p += strlen(op);
	return true;
}

static bool read_text(struct reading *r)
{
	const char *end = strchr(r->p + 1, *r->p);

	if (!end)
		return wrong(r, "the quotation mark is not closed");
	r->p = end + 1;
	return true;
}

static bool read_value(struct reading *r, const char *field, enum field_type type)
{
	size_t len = strcspn(r->p, " \t\n()&|");
	char *end;

	if (*r->p == '"' || *r->p == '\'')
		return type == FIELD_NUMBER ?
			       wrong(r, "'%s' is a number, and cannot be compared with text",
				     field) :
			       read_text(r);
	if (!len)
		return wrong(r, "here a value for '%s' has to be", field);
	if (!strncmp(r->p, "CPUS{", 5) && strchr(r->p, '}'))
		len = strcspn(r->p, "}") + 1;
	else if (type == FIELD_TEXT)
		return wrong(r, "text has to be in quotation marks: \"%.*s\"", (int)len, r->p);
	else if ((void)strtoull(r->p, &end, 0), end != r->p + len)
		return wrong(r, "'%.*s' is no number, and '%s' is one", (int)len, r->p, field);
	r->p += len;
	return true;
}

/* `field OP value`, with what may stand in front of it and behind. */
static bool read_comparison(struct reading *r)
{
	enum field_type type = FIELD_NONE;
	char field[128];

	for (; *r->p == '(' || *r->p == '!'; r->p++, skip_space(r))
		r->depth += *r->p == '(';
	if (!read_field(r, field, sizeof(field), &type))
		return false;
	skip_space(r);
	if (!read_operator(r, field, type))
		return false;
	skip_space(r);
	if (!read_value(r, field, type))
		return false;
	skip_space(r);
	for (; *r->p == ')'; r->p++, skip_space(r))
		if (!r->depth--)
			return wrong(r, "this parenthesis closes nothing");
	return true;
}

/* Whether the kernel can be expected to take it; else r->why says what is wrong at r->p. */
static bool read_filter(struct reading *r)
{
	if (strlen(r->text) > FILTER_BYTES_MAX)
		return wrong(r, "it is longer than %d bytes", FILTER_BYTES_MAX);
	for (skip_space(r);; r->p += 2, skip_space(r)) {
		if (!read_comparison(r))
			return false;
		if (!*r->p)
			break;
		if (strncmp(r->p, "&&", 2) != 0 && strncmp(r->p, "||", 2) != 0)
			return wrong(r, "here && or || has to be");
	}
	return !r->depth || wrong(r, "a parenthesis is not closed");
}

int formats_explain_filter(const struct formats *f, uint32_t id, const char *filter,
			   const struct diag *d)
{
	const struct formats_known *known = formats_known_by_id(f, id);
	struct reading r = { .text = filter, .p = filter };

	if (!known)
		return diag_fail(d, -EINVAL, "the kernel does not take the filter '%s'", filter);
	r.event = known->tep;
	if (read_filter(&r))
		return diag_fail(d, -EINVAL, "the kernel does not take the filter '%s' for %s",
				 filter, known->full_name);
	return diag_fail(d, -EINVAL, "filter '%.200s' for %s, column %zu: %s", filter,
			 known->full_name, (size_t)(r.p - filter) + 1, r.why);
}
