/* SPDX-License-Identifier: GPL-2.0-only */
/* From the words of options to a schema; see stat_spec.h. */
#include "sink/stat_spec.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void stat_spec_init(struct stat_spec *s, const struct stat_source *source, const struct diag *d)
{
	memset(s, 0, sizeof(*s));
	stat_names_init(&s->names, source, d);
	s->schema = (struct stats_schema){
		.name = source->events ? source->pair ? "pairs" : "events" : "calls",
		.keys = s->schema_keys,
		.fields = s->schema_fields,
		.columns = s->columns,
	};
	s->columns[s->schema.column_cnt++].name = "count";
}

void stat_spec_fini(struct stat_spec *s)
{
	expr_free(s->expr);
	stat_names_fini(&s->names);
}

/* The reference to a name, or after a sentence -errno. */
static int find(struct stat_spec *s, const char *option, const char *name, size_t len)
{
	int ref;

	if (!len)
		return diag_fail(s->names.diag, -EINVAL,
				 "%s takes names separated by commas: there is an empty one",
				 option);
	ref = stat_names_find(&s->names, name, len);
	return ref == -ENOENT ? stat_names_complain(&s->names, NULL, option, name, len) : ref;
}

/* The end of the first word of @list, and in @next where the next one begins; NULL: nowhere. */
static size_t word_of(const char *list, const char **next)
{
	size_t len = strcspn(list, ",");

	*next = list[len] ? list + len + 1 : NULL;
	return len;
}

/* --- Keys --------------------------------------------------------------------------------------- */

static int add_key(struct stat_spec *s, const char *name, size_t len)
{
	size_t i = s->schema.key_cnt;
	int ref = find(s, "--by", name, len);

	if (ref < 0)
		return ref;
	if (i == STAT_KEYS_MAX)
		return diag_fail(s->names.diag, -EINVAL, "--by takes up to %d names",
				 STAT_KEYS_MAX);
	for (size_t k = 0; k < i; k++)
		if (s->keys[k] == (size_t)ref)
			return diag_fail(s->names.diag, -EINVAL, "--by names '%.*s' twice",
					 (int)len, name);
	s->keys[i] = (size_t)ref;
	s->schema_keys[i] = (struct stats_key){
		.name = s->names.refs[ref].name,
		.unit = s->names.refs[ref].unit,
	};
	s->schema.key_cnt++;
	return 0;
}

int stat_spec_add_keys(struct stat_spec *s, const char *names)
{
	int err = 0;

	while (names && !err) {
		const char *name = names;
		size_t len = word_of(name, &names);

		err = add_key(s, name, len);
	}
	return err;
}

/* --- Values ------------------------------------------------------------------------------------- */

/* What an option shows of a field. */
static const struct value_option {
	const char *name;
	enum stats_function function;
	unsigned int collects; /* enum stats_collect */
} value_options[] = {
	{ "sum", STATS_SUM, 0 },
	{ "avg", STATS_AVG, 0 },
	{ "min", STATS_MIN, STATS_MOMENTS },
	{ "max", STATS_MAX, STATS_MOMENTS },
	{ "stddev", STATS_STDDEV, STATS_MOMENTS },
	{ "percentiles", STATS_PERCENTILE, STATS_MOMENTS | STATS_HIST },
	{ "hist", STATS_COUNT, STATS_HIST },
};

static const struct value_option *value_option_of(const char *name)
{
	for (size_t i = 0; i < sizeof(value_options) / sizeof(*value_options); i++)
		if (!strcmp(value_options[i].name, name))
			return &value_options[i];
	return NULL;
}

/* The field of a reference, which is added if it is new: its index. */
static int get_field(struct stat_spec *s, const char *option, int ref)
{
	const struct stat_ref *r = &s->names.refs[ref];
	size_t i;

	if (r->type == EXPR_TEXT || r->unit == STATS_HEX || r->unit == STATS_DEV)
		return diag_fail(s->names.diag, -EINVAL,
				 "--%s takes fields that are amounts, and '%s' is %s: count by it, with "
				 "--by",
				 option, r->name,
				 r->type == EXPR_TEXT ? "a text" :
				 r->unit == STATS_HEX ? "an address" :
							"a device");
	for (i = 0; i < s->schema.field_cnt; i++)
		if (s->fields[i] == (size_t)ref)
			return (int)i;
	if (i == STAT_FIELDS_MAX)
		return diag_fail(s->names.diag, -EINVAL,
				 "more than %d fields with sums and the like are too many",
				 STAT_FIELDS_MAX);
	s->fields[i] = (size_t)ref;
	s->schema_fields[i] = (struct stats_field){ .name = r->name, .unit = r->unit };
	s->schema.field_cnt++;
	return (int)i;
}

static int add_column(struct stat_spec *s, const char *function_name, enum stats_function function,
		      size_t field_idx, double percent)
{
	size_t i = s->schema.column_cnt;
	char name[STAT_NAME_BYTES];

	snprintf(name, sizeof(name), "%s(%s)", function_name, s->schema_fields[field_idx].name);
	for (size_t k = 0; k < i; k++)
		if (!strcmp(s->columns[k].name, name))
			return 0;
	if (i == STAT_COLUMNS_MAX)
		return diag_fail(s->names.diag, -EINVAL, "more than %d columns are too many",
				 STAT_COLUMNS_MAX);
	strcpy(s->column_names[i], name);
	s->columns[i] = (struct stats_column){
		.name = s->column_names[i],
		.function = function,
		.field_idx = (unsigned int)field_idx,
		.percent = percent,
	};
	s->schema.column_cnt++;
	return 0;
}

static int add_percentiles(struct stat_spec *s, size_t field_idx, const double *percents,
			   size_t percent_cnt)
{
	int err = 0;

	for (size_t i = 0; !err && i < percent_cnt; i++) {
		char name[32];

		snprintf(name, sizeof(name), "p%g", percents[i]);
		err = add_column(s, name, STATS_PERCENTILE, field_idx, percents[i]);
	}
	return err;
}

int stat_spec_add_values(struct stat_spec *s, const char *option, const char *names,
			 const double *percents, size_t percent_cnt)
{
	const struct value_option *o = value_option_of(option);
	char shown[32];
	int err = 0;

	if (!o)
		return -EINVAL;
	snprintf(shown, sizeof(shown), "--%s", option);
	while (names && !err) {
		const char *name = names;
		size_t len = word_of(name, &names);
		int ref = find(s, shown, name, len), i = ref < 0 ? ref : get_field(s, option, ref);

		if (i < 0)
			return i;
		s->schema_fields[i].collects |= o->collects;
		if (o->function == STATS_COUNT)
			s->schema_fields[i].drawn = true;
		else if (o->function == STATS_PERCENTILE)
			err = add_percentiles(s, (size_t)i, percents, percent_cnt);
		else
			err = add_column(s, option, o->function, (size_t)i, 0);
	}
	return err;
}

/* --- Pairs -------------------------------------------------------------------------------------- */

static int find_side(struct stat_spec *s, int side, const char *name, size_t len)
{
	struct stat_names *n = &s->names;
	const struct record_fields *event = &n->source.events[side];
	int ref = stat_names_find_side(n, side, name, len);

	return ref == -ENOENT ? stat_names_complain(n, event, event->event, name, len) : ref;
}

/* `pid=next_pid`, or `sector` for `sector=sector`. */
static int add_pair_key(struct stat_spec *s, const char *word, size_t len)
{
	const char *equals = memchr(word, '=', len);
	size_t begin_len = equals ? (size_t)(equals - word) : len;
	const char *end = equals ? equals + 1 : word;
	size_t end_len = equals ? len - begin_len - 1 : len;
	const struct stat_ref *refs = s->names.refs;
	int a, b;

	if (!begin_len || !end_len)
		return diag_fail(s->names.diag, -EINVAL,
				 "--key takes names, or NAME=NAME, separated by commas");
	if (s->pair_key_cnt == STAT_KEYS_MAX)
		return diag_fail(s->names.diag, -EINVAL, "--key takes up to %d names",
				 STAT_KEYS_MAX);
	a = find_side(s, STAT_BEGIN, word, begin_len);
	b = a < 0 ? a : find_side(s, STAT_END, end, end_len);
	if (b < 0)
		return b;
	if (refs[a].type != refs[b].type)
		return diag_fail(s->names.diag, -EINVAL,
				 "--key %.*s: the one is a number and the other a text, so they are never "
				 "equal",
				 (int)len, word);
	s->pair_keys[STAT_BEGIN][s->pair_key_cnt] = (size_t)a;
	s->pair_keys[STAT_END][s->pair_key_cnt++] = (size_t)b;
	return 0;
}

int stat_spec_set_pair_key(struct stat_spec *s, const char *names)
{
	int err = 0;

	while (names && !err) {
		const char *word = names;
		size_t len = word_of(word, &names);

		err = add_pair_key(s, word, len);
	}
	return err;
}

/* --- Expressions -------------------------------------------------------------------------------- */

int stat_spec_set_expr(struct stat_spec *s, const char *text)
{
	struct expr_fields fields = stat_names_expr_fields(&s->names);

	return expr_parse(text, &fields, s->names.diag, &s->expr);
}
