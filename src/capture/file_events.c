/* SPDX-License-Identifier: GPL-2.0-only */
/* From a record to the event that wrote it; see file_events.h. */
#include "capture/file_events.h"

#include <errno.h>
#include <stdlib.h>

#include "perfdata/format.h"

static const char *name_of(const struct perfdata_attr *attr)
{
	return attr->name ? attr->name : "without a name";
}

static int read_layouts(struct file_events *fe, const struct perfdata_attr *attrs, size_t cnt,
			const struct decode_layout *base, const struct diag *d)
{
	fe->layouts = calloc(cnt, sizeof(*fe->layouts));
	if (!fe->layouts)
		return -ENOMEM;
	for (size_t i = 0; i < cnt; i++) {
		int err;

		fe->layouts[i] = *base;
		err = decode_layout_of_attr(&fe->layouts[i], &attrs[i].attr);
		if (err)
			return diag_fail(d, err,
					 "the samples of event %zu (%s) have parts that this version "
					 "does not know (sample_type 0x%llx, read_format 0x%llx); a "
					 "newer systrail may",
					 i + 1, name_of(&attrs[i]),
					 (unsigned long long)attrs[i].attr.sample_type,
					 (unsigned long long)attrs[i].attr.read_format);
	}
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct file_events_id *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->event_idx < y->event_idx ? -1 : x->event_idx > y->event_idx;
}

static int read_ids(struct file_events *fe, const struct perfdata_attr *attrs, size_t cnt)
{
	size_t id_cnt = 0;

	for (size_t i = 0; i < cnt; i++)
		id_cnt += attrs[i].id_cnt;
	if (!id_cnt)
		return 0;
	fe->ids = calloc(id_cnt, sizeof(*fe->ids));
	if (!fe->ids)
		return -ENOMEM;
	for (size_t i = 0; i < cnt; i++)
		for (size_t k = 0; k < attrs[i].id_cnt; k++)
			fe->ids[fe->id_cnt++] = (struct file_events_id){ attrs[i].ids[k], i };
	qsort(fe->ids, fe->id_cnt, sizeof(*fe->ids), by_id);
	return 0;
}

/* Whether an id can be found before it is known whose layout the record has. */
static bool have_ids_in_place(const struct file_events *fe, size_t cnt)
{
	const struct decode_layout *first = fe->layouts;

	for (size_t i = 0; i < cnt; i++) {
		const struct decode_layout *l = &fe->layouts[i];

		if (!l->derived.sample_id || l->derived.sample_id != first->derived.sample_id ||
		    l->derived.trailer_id != first->derived.trailer_id ||
		    l->sample_id_all != first->sample_id_all)
			return false;
	}
	return fe->id_cnt;
}

static bool are_alike(const struct file_events *fe, size_t cnt)
{
	const struct decode_layout *a = fe->layouts;

	for (size_t i = 1; i < cnt; i++) {
		const struct decode_layout *b = &fe->layouts[i];

		if (a->sample_type != b->sample_type || a->read_format != b->read_format ||
		    a->sample_id_all != b->sample_id_all || a->backward != b->backward ||
		    a->user_regs_mask != b->user_regs_mask ||
		    a->intr_regs_mask != b->intr_regs_mask || a->branch_type != b->branch_type)
			return false;
	}
	return true;
}

/* What wrote a record is then told by its raw part, if at all. */
static void make_one_of_all(struct file_events *fe, size_t cnt)
{
	for (size_t i = 1; i < cnt; i++) {
		if (fe->layouts[i].kind != fe->layouts->kind)
			fe->layouts->kind = DECODE_BY_RAW;
		if (!fe->layouts[i].major)
			fe->layouts->major = false;
	}
}

int file_events_init(struct file_events *fe, const struct perfdata_attr *attrs, size_t attr_cnt,
		     const struct decode_layout *base, const struct diag *d)
{
	int err;

	*fe = (struct file_events){ 0 };
	if (!attr_cnt)
		return diag_fail(d, -EINVAL, "the recording describes no events");
	err = read_layouts(fe, attrs, attr_cnt, base, d);
	if (!err)
		err = read_ids(fe, attrs, attr_cnt);
	if (err || attr_cnt == 1)
		return err;
	if (have_ids_in_place(fe, attr_cnt)) {
		fe->by_id = true;
		return 0;
	}
	if (!are_alike(fe, attr_cnt))
		return diag_fail(d, -ENOTSUP,
				 "which of its %zu events wrote a record the recording does not tell, "
				 "and their records differ: it was made without ids, or damaged",
				 attr_cnt);
	make_one_of_all(fe, attr_cnt);
	return 0;
}

void file_events_fini(struct file_events *fe)
{
	free(fe->layouts);
	free(fe->ids);
	*fe = (struct file_events){ 0 };
}

/* If the file names one id twice, the first event has it. */
static const struct decode_layout *search(const struct file_events *fe, uint64_t id)
{
	size_t lo = 0, hi = fe->id_cnt;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (fe->ids[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < fe->id_cnt && fe->ids[lo].id == id ? &fe->layouts[fe->ids[lo].event_idx] : NULL;
}

const struct decode_layout *file_events_find(struct file_events *fe,
					     const struct perf_event_header *hdr)
{
	const struct decode_layout *layout;
	uint64_t id;

	/* Ours, which never come from a file. */
	if (hdr->type >= RECORD_GAP)
		return NULL;
	if (!fe->by_id || hdr->type >= PERFDATA_RECORD_USER)
		return fe->layouts;
	id = decode_id(fe->layouts, hdr);
	/* What perf makes up itself belongs to no event. */
	if (!id)
		return fe->layouts;
	if (fe->cache[id % FILE_EVENTS_CACHE].id == id)
		return fe->cache[id % FILE_EVENTS_CACHE].layout;
	layout = search(fe, id);
	fe->cache[id % FILE_EVENTS_CACHE].id = id;
	fe->cache[id % FILE_EVENTS_CACHE].layout = layout;
	return layout;
}
