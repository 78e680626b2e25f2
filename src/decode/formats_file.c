/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats from a recording; see formats.h. All of them are looked at when it is opened, as far as to
 * know their names, and given to libtraceevent when they are asked for, as those of tracefs.
 */
#include "decode/formats_file.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "decode/formats_private.h"
#include "decode/formats_text.h"

/* A kernel has some 2500. libtraceevent looks for one among all. */
enum { EVENTS_MAX = 8192 };

void formats_file_free(struct formats_file *file)
{
	if (!file)
		return;
	for (size_t i = 0; i < file->cnt; i++)
		free(file->v[i].full_name);
	free(file->v);
	free(file->kallsyms);
	free(file->printk);
	free(file);
}

/* What was left out, for one sentence about each. */
struct left_out {
	size_t damaged_cnt;
	size_t double_cnt;
	size_t too_many_cnt;
};

/* --- Names --------------------------------------------------------------------------------- */

/* Of those that tracefs has: a word, or two of them (`xhci-hcd`). */
static bool is_system(struct perfdata_bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!formats_is_name_char(name.p[i]) && name.p[i] != '-' && name.p[i] != '.')
			return false;
	return name.len && name.len <= FORMATS_NAME_MAX;
}

static int compare(const void *a, const void *b)
{
	const struct formats_file_event *x = a, *y = b;
	int order = strcmp(x->system, y->system);

	return order ? order : strcmp(x->name, y->name);
}

/* By name; where two are the same, in the order of the recording. */
static int compare_all(const void *a, const void *b)
{
	const struct formats_file_event *x = a, *y = b;
	int order = compare(x, y);

	return order ? order : x->idx < y->idx ? -1 : x->idx > y->idx;
}

/* --- Opening ------------------------------------------------------------------------------- */

static char *put(char *to, const void *from, size_t len)
{
	memcpy(to, from, len);
	to[len] = '\0';
	return to + len + 1;
}

/* Copies what is kept of a format into @e. */
static int fill_event(struct formats_file_event *e, size_t idx, const struct perfdata_format *from,
		      const struct formats_text *t)
{
	size_t full_len = from->system.len + 1 + t->name.len;
	char *p =
		malloc(full_len + 1 + from->system.len + 1 + t->name.len + 1 + from->text.len + 1);

	if (!p)
		return -ENOMEM;
	e->idx = idx;
	e->text_len = from->text.len;
	e->full_name = p;
	memcpy(p, from->system.p, from->system.len);
	p[from->system.len] = ':';
	p = put(p + from->system.len + 1, t->name.p, t->name.len);
	e->system = p;
	e->name = put(p, from->system.p, from->system.len);
	e->text = put(e->name, t->name.p, t->name.len);
	put(e->text, from->text.p, from->text.len);
	return 0;
}

/* Takes over the format @from, unless it is no good. @ids: those that were there. */
static int take_format(struct formats_file *file, const struct perfdata_format *from,
		       unsigned char ids[], struct left_out *out)
{
	struct formats_text t;
	int err;

	if (file->cnt >= EVENTS_MAX) {
		out->too_many_cnt++;
		return 0;
	}
	if (!is_system(from->system) || formats_text_read(&t, from->text.p, from->text.len)) {
		out->damaged_cnt++;
		return 0;
	}
	if (ids[t.id]) {
		out->double_cnt++;
		return 0;
	}
	err = fill_event(&file->v[file->cnt], file->cnt, from, &t);
	if (err)
		return err;
	ids[t.id] = 1;
	file->cnt++;
	return 0;
}

/* Of several events with one name the first stays. */
static void drop_doubles(struct formats_file *file, struct left_out *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < file->cnt; i++) {
		if (kept && !compare(&file->v[kept - 1], &file->v[i])) {
			out->double_cnt++;
			free(file->v[i].full_name);
			continue;
		}
		file->v[kept++] = file->v[i];
	}
	file->cnt = kept;
}

static int take_formats(struct formats_file *file, const struct perfdata_tracing *t,
			struct left_out *out)
{
	size_t cnt = t->format_cnt < EVENTS_MAX ? t->format_cnt : EVENTS_MAX;
	unsigned char *ids = calloc(1, UINT16_MAX + 1);
	int err = 0;

	file->v = calloc(cnt ? cnt : 1, sizeof(*file->v));
	if (!ids || !file->v)
		err = -ENOMEM;
	for (size_t i = 0; i < t->format_cnt && !err; i++)
		err = take_format(file, &t->formats[i], ids, out);
	free(ids);
	if (err)
		return err;
	qsort(file->v, file->cnt, sizeof(*file->v), compare_all);
	drop_doubles(file, out);
	return 0;
}

static char *copy_of(struct perfdata_bytes bytes)
{
	char *copy = malloc(bytes.len + 1);

	if (copy)
		put(copy, bytes.p, bytes.len);
	return copy;
}

static int take_names(struct formats_file *file, const struct perfdata_tracing *t)
{
	if (t->kallsyms.len && !(file->kallsyms = copy_of(t->kallsyms)))
		return -ENOMEM;
	if (t->printk.len && !(file->printk = copy_of(t->printk)))
		return -ENOMEM;
	return 0;
}

static void say_left_out(const struct left_out *out, const struct diag *d)
{
	if (out->damaged_cnt)
		diag_say(d, DIAG_WARN,
			 "%zu of the recording's formats of tracepoints cannot be read; records of "
			 "these tracepoints are not shown",
			 out->damaged_cnt);
	if (out->double_cnt)
		diag_say(d, DIAG_WARN,
			 "%zu of the recording's formats of tracepoints have an id or a name that "
			 "another has, too; the first one counts",
			 out->double_cnt);
	if (out->too_many_cnt)
		diag_say(d, DIAG_WARN,
			 "the recording has formats of more than %d tracepoints; %zu are left out",
			 EVENTS_MAX, out->too_many_cnt);
}

struct formats *formats_from_tracing(const struct perfdata_tracing *t, const struct diag *d)
{
	struct left_out out = { 0 };
	struct formats *f;
	int err;

	if (t->big_endian) {
		diag_say(d, DIAG_ERROR,
			 "the recording was made on a big-endian machine, which cannot be read");
		errno = ENOTSUP;
		return NULL;
	}
	f = formats_new();
	if (!f)
		return NULL;
	tep_set_long_size(f->tep, t->long_bytes == 4 ? 4 : 8);
	tep_set_page_size(f->tep, t->page_bytes <= INT_MAX ? (int)t->page_bytes : 4096);
	tep_set_file_bigendian(f->tep, TEP_LITTLE_ENDIAN);
	f->file = calloc(1, sizeof(*f->file));
	err = f->file ? take_formats(f->file, t, &out) : -ENOMEM;
	if (!err)
		err = take_names(f->file, t);
	if (err) {
		formats_close(f);
		errno = -err;
		return NULL;
	}
	say_left_out(&out, d);
	return f;
}

/* --- Reading ------------------------------------------------------------------------------- */

int formats_file_read(struct formats *f, const char *system, const char *name)
{
	const struct formats_file_event key = { .system = (char *)system, .name = (char *)name };
	const struct formats_file_event *e =
		bsearch(&key, f->file->v, f->file->cnt, sizeof(key), compare);

	return e ? formats_add(f, system, e->text, e->text_len) : -ENOENT;
}
