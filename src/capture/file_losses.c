/* SPDX-License-Identifier: GPL-2.0-only */
/* What was lost when a recording was made; see file_losses.h. */
#include "capture/file_losses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/format.h"
#include "perfdata/riders.h"

static void list_fini(struct file_losses_list *l)
{
	free(l->v);
	free(l->place_of);
	*l = (struct file_losses_list){ 0 };
}

void file_losses_fini(struct file_losses *fl)
{
	list_fini(&fl->told);
	list_fini(&fl->summed);
}

/* The entry of @cpu, which is a new one if there is none. NULL: no memory. */
static struct source_loss *entry_of(struct file_losses_list *l, int cpu)
{
	unsigned int *place;

	if (cpu < 0 || cpu >= DECODE_CPU_LIMIT)
		cpu = -1;
	if (!l->place_of)
		l->place_of = calloc(DECODE_CPU_LIMIT + 1, sizeof(*l->place_of));
	if (!l->place_of)
		return NULL;
	place = &l->place_of[cpu + 1];
	if (*place)
		return &l->v[*place - 1];
	if (l->cnt == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		struct source_loss *v = reallocarray(l->v, cap, sizeof(*v));

		if (!v)
			return NULL;
		l->v = v;
		l->cap = cap;
	}
	l->v[l->cnt++] = (struct source_loss){ .cpu = cpu };
	*place = (unsigned int)l->cnt;
	return &l->v[l->cnt - 1];
}

static int take_rider(struct file_losses *fl, const struct perf_event_header *hdr)
{
	struct source_loss *loss;
	struct rider_loss r;

	if (hdr->size < sizeof(r))
		return 0;
	memcpy(&r, hdr, sizeof(r));
	if (r.r.magic != RIDER_MAGIC || r.r.kind != RIDER_LOSS)
		return 0;
	loss = entry_of(&fl->told, r.cpu);
	if (!loss)
		return -ENOMEM;
	loss->exact = r.exact;
	loss->exit_cnt = r.exit_cnt;
	loss->other_cnt = r.other_cnt;
	return 0;
}

static int add(struct file_losses *fl, int cpu, uint64_t cnt)
{
	struct source_loss *loss = entry_of(&fl->summed, cpu);

	if (!loss)
		return -ENOMEM;
	loss->other_cnt += cnt;
	return 0;
}

static uint64_t count_of(const struct record *rec)
{
	struct event ev;

	return !decode_record(rec->layout, rec, &ev) && ev.kind == EVENT_LOST ? ev.u.lost.cnt : 0;
}

static int take_samples(struct file_losses *fl, struct record *rec)
{
	uint64_t before = fl->samples_cnt, cnt;

	fl->samples_cnt += count_of(rec);
	if (before < fl->lost_cnt)
		before = fl->lost_cnt;
	if (fl->samples_cnt <= before)
		return 1;
	cnt = fl->samples_cnt - before;
	fl->rest.hdr = (struct perf_event_header){
		.type = PERF_RECORD_LOST_SAMPLES,
		.size = sizeof(fl->rest),
	};
	fl->rest.cnt = cnt;
	rec->hdr = &fl->rest.hdr;
	rec->cpu = -1; /* the record names CPU 0, which means nothing */
	return add(fl, rec->cpu, cnt);
}

int file_losses_take(struct file_losses *fl, struct record *rec)
{
	uint64_t cnt;

	switch (rec->hdr->type) {
	case PERFDATA_RECORD_EVENT_TYPE:
		return take_rider(fl, rec->hdr);
	case PERF_RECORD_LOST:
		cnt = count_of(rec);
		fl->lost_cnt += cnt;
		return add(fl, rec->cpu, cnt);
	case PERF_RECORD_LOST_SAMPLES:
		return take_samples(fl, rec);
	default:
		return 0;
	}
}

int file_losses_get(const struct file_losses *fl, unsigned int idx, struct source_loss *loss)
{
	const struct file_losses_list *l = fl->told.cnt ? &fl->told : &fl->summed;

	if (idx >= l->cnt)
		return 0;
	*loss = l->v[idx];
	return 1;
}
