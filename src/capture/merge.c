/* SPDX-License-Identifier: GPL-2.0-only */
/* Time-ordered merge of rings; see merge.h. */
#include "capture/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/clock.h"

/* Room is given back to the kernel in pieces, not only when a round ends. */
enum { RELEASE_BYTES = 64 * 1024 };

struct input {
	struct ring *ring; /* NULL: the injected records */
	int cpu;
	uint64_t last_ns; /* of the record given last */
	bool gap_told; /* a gap was given behind that record, and no other record since */
	bool gap_open; /* what is missing may go on being missing */
	uint64_t gap_end_ns; /* the ring was read empty and had room again; 0: not yet */
	/* The record at the front. */
	const struct perf_event_header *hdr;
	uint64_t time_ns;
};

struct injected {
	struct injected *next;
	uint64_t time_ns;
	struct perf_event_header hdr; /* hdr.size bytes */
};

struct merge {
	const struct decode_layout *layout;
	uint64_t until_ns;
	struct input *inputs;
	size_t input_cnt;
	/* A binary heap, earliest on top, of the inputs that have a record at the front. */
	struct input **heap;
	size_t heap_cnt;
	size_t gap_cnt; /* inputs with gap_open */
	struct input *given; /* whose front record the caller holds */
	struct injected *inj_first, **inj_end;
	struct perf_event_header gap;
	int err;
};

struct merge *merge_new(const struct decode_layout *layout)
{
	struct merge *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->layout = layout;
	m->inj_end = &m->inj_first;
	m->gap = (struct perf_event_header){ .type = RECORD_GAP, .size = sizeof(m->gap) };
	if (merge_add_ring(m, NULL, -1)) {
		merge_free(m);
		return NULL;
	}
	return m;
}

static void drop_injected(struct merge *m)
{
	struct injected *inj = m->inj_first;

	m->inj_first = inj->next;
	if (!m->inj_first)
		m->inj_end = &m->inj_first;
	free(inj);
}

void merge_free(struct merge *m)
{
	if (!m)
		return;
	while (m->inj_first)
		drop_injected(m);
	free(m->inputs);
	free(m->heap);
	free(m);
}

int merge_add_ring(struct merge *m, struct ring *r, int cpu)
{
	size_t cnt = m->input_cnt + 1;
	struct input *inputs = reallocarray(m->inputs, cnt, sizeof(*inputs));
	struct input **heap;

	if (!inputs)
		return -ENOMEM;
	m->inputs = inputs;
	heap = reallocarray(m->heap, cnt, sizeof(struct input *));
	if (!heap)
		return -ENOMEM;
	m->heap = heap;
	m->inputs[m->input_cnt++] = (struct input){ .ring = r, .cpu = cpu };
	return 0;
}

int merge_inject(struct merge *m, const struct perf_event_header *hdr, uint64_t time_ns)
{
	struct injected *inj = malloc(offsetof(struct injected, hdr) + hdr->size);

	if (!inj)
		return -ENOMEM;
	inj->next = NULL;
	inj->time_ns = time_ns;
	memcpy(&inj->hdr, hdr, hdr->size);
	*m->inj_end = inj;
	m->inj_end = &inj->next;
	return 0;
}

static bool is_lost(const struct perf_event_header *hdr)
{
	return hdr && hdr->type == PERF_RECORD_LOST;
}

/* Puts a gap to the front of @in. */
static bool put_gap(struct merge *m, struct input *in, uint64_t time_ns)
{
	in->hdr = &m->gap;
	in->time_ns = time_ns;
	return true;
}

static bool ring_input_peek(struct merge *m, struct input *in)
{
	in->hdr = ring_peek(in->ring, &m->err);
	if (!in->gap_told && (ring_at_gap(in->ring) || is_lost(in->hdr)))
		return put_gap(m, in, in->last_ns);
	/* Behind the gap came nothing: the CPU is idle, and LOST may come much later. */
	if (!in->hdr && in->gap_open && in->gap_end_ns)
		return put_gap(m, in, in->gap_end_ns);
	if (!in->hdr)
		return false;
	in->time_ns = decode_time_ns(m->layout, in->hdr);
	/* A record without a time goes behind the last. */
	if (in->time_ns < in->last_ns)
		in->time_ns = in->last_ns;
	return true;
}

/* Looks at the next record of @in; false when it has none. */
static bool input_peek(struct merge *m, struct input *in)
{
	if (in->ring)
		return ring_input_peek(m, in);
	in->hdr = m->inj_first ? &m->inj_first->hdr : NULL;
	in->time_ns = in->hdr ? m->inj_first->time_ns : 0;
	return in->hdr;
}

static void set_gap(struct merge *m, struct input *in, bool told, bool open)
{
	m->gap_cnt += (size_t)open - (size_t)in->gap_open;
	in->gap_told = told;
	in->gap_open = open;
	in->gap_end_ns = 0;
}

/* Steps over the front record of @in, which the caller has done with. */
static void input_advance(struct merge *m, struct input *in)
{
	in->last_ns = in->time_ns;
	if (!in->ring) {
		drop_injected(m);
	} else if (in->hdr == &m->gap) {
		/* The first at a place opens the gap, the second closes it. */
		set_gap(m, in, true, !in->gap_told);
	} else {
		set_gap(m, in, false, false);
		ring_skip(in->ring, in->hdr);
		if (ring_held_bytes(in->ring) >= RELEASE_BYTES)
			ring_release(in->ring);
	}
	in->hdr = NULL;
}

static void sift_down(struct merge *m, size_t i)
{
	struct input *in = m->heap[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= m->heap_cnt)
			break;
		if (child + 1 < m->heap_cnt &&
		    m->heap[child + 1]->time_ns < m->heap[child]->time_ns)
			child++;
		if (in->time_ns <= m->heap[child]->time_ns)
			break;
		m->heap[i] = m->heap[child];
		i = child;
	}
	m->heap[i] = in;
}

void merge_begin_round(struct merge *m, uint64_t until_ns)
{
	if (m->given)
		input_advance(m, m->given);
	m->given = NULL;
	m->until_ns = until_ns;
	m->heap_cnt = 0;
	for (size_t i = 0; i < m->input_cnt; i++) {
		if (m->inputs[i].ring)
			ring_snapshot(m->inputs[i].ring);
	}
	for (size_t i = 0; i < m->input_cnt; i++)
		if (input_peek(m, &m->inputs[i]))
			m->heap[m->heap_cnt++] = &m->inputs[i];
	for (size_t i = m->heap_cnt / 2; i-- > 0;)
		sift_down(m, i);
}

/* The caller is done with the record it was given: its input moves on. */
static void take_back(struct merge *m)
{
	struct input *in = m->given;

	m->given = NULL;
	input_advance(m, in);
	/* It still stands on top of the heap. */
	if (!input_peek(m, in))
		m->heap[0] = m->heap[--m->heap_cnt];
	if (m->heap_cnt)
		sift_down(m, 0);
}

/* Gives back what this round has read, so that the kernel has room until the next. */
static void end_round(struct merge *m)
{
	for (size_t i = 0; i < m->input_cnt; i++) {
		struct input *in = &m->inputs[i];

		if (in->ring && ring_held_bytes(in->ring))
			ring_release(in->ring);
		if (in->gap_open && !in->gap_end_ns && in->ring->pos == in->ring->head)
			in->gap_end_ns = clock_now_ns();
	}
}

int merge_next(struct merge *m, struct record *rec)
{
	struct input *in;

	if (m->given)
		take_back(m);
	if (m->err)
		return m->err;
	if (!m->heap_cnt || m->heap[0]->time_ns > m->until_ns) {
		end_round(m);
		return 0;
	}
	in = m->heap[0];
	m->given = in;
	rec->hdr = in->hdr;
	rec->layout = m->layout;
	rec->time_ns = in->time_ns;
	rec->cpu = in->cpu;
	rec->in_loss = m->gap_cnt > in->gap_open; /* its own gap lies before it */
	rec->major = false;
	return 1;
}
