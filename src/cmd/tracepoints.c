/* SPDX-License-Identifier: GPL-2.0-only */
/* Records of tracepoints as text and as fields; see tracepoints.h. */
#include "cmd/tracepoints.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <systrail/plugin.h>

/* An event as plugins see it, and what its functions need. */
struct seen {
	struct systrail_event event;
	struct formats *formats;
	struct formats_record record;
};

static const struct seen *seen_of(const struct systrail_event *event)
{
	return (const struct seen *)((const char *)event - offsetof(struct seen, event));
}

static int get_number(const struct systrail_event *event, const char *field, uint64_t *number)
{
	const struct seen *s = seen_of(event);
	struct formats_field f;
	int err = formats_find_field(s->formats, &s->record, field, &f);

	if (err)
		return err;
	if (f.kind != FORMATS_SIGNED && f.kind != FORMATS_UNSIGNED)
		return -EINVAL;
	*number = f.number;
	return 0;
}

static int get_bytes(const struct systrail_event *event, const char *field, const void **bytes,
		     size_t *bytes_cnt)
{
	const struct seen *s = seen_of(event);
	struct formats_field f;
	int err = formats_find_field(s->formats, &s->record, field, &f);

	if (err)
		return err == -EBADMSG ? -EINVAL : err;
	if (f.kind != FORMATS_STRING && f.kind != FORMATS_ARRAY)
		return -EINVAL;
	*bytes = f.bytes;
	*bytes_cnt = f.bytes_cnt;
	return 0;
}

static struct formats_record record_of(const struct mark *m)
{
	return (struct formats_record){
		.raw = m->u.tracepoint.raw,
		.raw_len = m->u.tracepoint.raw_len,
		.time_ns = m->time_ns,
		.cpu = m->cpu,
	};
}

static bool by_plugin(const struct tracepoints *tp, struct text *t, const struct mark *m)
{
	const struct formats_event *ev = formats_event_by_id(tp->formats, m->u.tracepoint.id);
	struct seen s = {
		.event = {
			.struct_bytes = sizeof(s.event),
			.time_ns = m->time_ns,
			.cpu = m->cpu,
			.pid = m->task->pid,
			.tid = m->task->tid,
			.comm = m->task->comm,
			.raw = m->u.tracepoint.raw,
			.raw_bytes = m->u.tracepoint.raw_len,
			.get_number = get_number,
			.get_bytes = get_bytes,
		},
		.formats = tp->formats,
		.record = record_of(m),
	};

	if (!ev)
		return false;
	s.event.system = ev->system;
	s.event.name = ev->name;
	return plugins_format_event(tp->plugins, t, &s.event);
}

static void put_text(void *arg, struct text *t, const struct mark *m)
{
	const struct tracepoints *tp = arg;
	struct formats_record r = record_of(m);

	if (tp->plugins && by_plugin(tp, t, m))
		return;
	if (formats_format_record(tp->formats, t, &r))
		text_str(t, "a damaged record");
}

struct passing {
	format_field_fn *fn;
	void *arg;
};

static void pass_field(void *arg, const struct formats_field *f)
{
	const struct passing *p = arg;
	struct format_field out = {
		.name = f->name,
		.number = f->number,
		.bytes = f->bytes,
		.bytes_cnt = f->bytes_cnt,
		.element_bytes = f->element_bytes,
		.element_signed = f->element_signed,
	};

	switch (f->kind) {
	case FORMATS_SIGNED:
		out.kind = FORMAT_FIELD_SIGNED;
		break;
	case FORMATS_UNSIGNED:
		out.kind = FORMAT_FIELD_UNSIGNED;
		break;
	case FORMATS_STRING:
		out.kind = FORMAT_FIELD_TEXT;
		break;
	case FORMATS_ARRAY:
		out.kind = FORMAT_FIELD_ARRAY;
		break;
	}
	p->fn(p->arg, &out);
}

static void put_fields(void *arg, const struct mark *m, format_field_fn *fn, void *fn_arg)
{
	const struct tracepoints *tp = arg;
	struct formats_record r = record_of(m);
	struct passing p = { fn, fn_arg };

	formats_each_field(tp->formats, &r, pass_field, &p);
}

void tracepoints_init(struct tracepoints *tp, struct formats *formats,
		      const struct plugins *plugins)
{
	tp->formats = formats;
	tp->plugins = plugins;
	tp->ops = (struct format_tracepoints){ put_text, put_fields, tp };
}
