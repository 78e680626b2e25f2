/* SPDX-License-Identifier: GPL-2.0-only */
/* The records of a file in the order of time; see file_merge.h. */
#include "capture/file_merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/file_runs.h"
#include "perfdata/format.h"

struct entry {
	uint64_t time_ns;
	uint64_t order;
	struct file_run *run;
};

/* One CPU, or those records that have none. */
struct cpu_state {
	uint64_t last_ns; /* of the record that the file has last */
	unsigned int gap_cnt; /* gaps that were given and not ended yet */
};

struct file_merge {
	struct file_merge_config cfg;
	struct file_runs runs;
	struct cpu_state *cpus; /* by number, from -1 on */
	/* A binary heap, earliest on top. */
	struct entry *heap;
	size_t heap_cnt, heap_cap;
	struct file_run *given; /* on top of the heap: the caller holds its front record */
	const struct perf_event_header *given_hdr;
	uint64_t given_ns; /* the latest time that was given */
	uint64_t until_ns; /* nothing up to this comes any more */
	uint64_t round_ns
		[2]; /* the latest time up to the end of the last round, and the one before */
	uint64_t max_ns; /* the latest of all */
	/* The chunk that is being cut, its run that is growing, and the record before. */
	struct file_piece *piece;
	size_t at;
	struct file_run *run;
	size_t run_records; /* in it */
	uint64_t last_ns;
	uint64_t order;
	size_t open_gap_cnt;
	uint64_t late_cnt;
	int spill_err;
	bool ended; /* nothing is left to read */
	int err;
	struct perf_event_header gap;
};

struct file_merge *file_merge_new(const struct file_merge_config *cfg)
{
	struct file_merge *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->cfg = *cfg;
	if (!m->cfg.held_bytes)
		m->cfg.held_bytes = FILE_MERGE_HELD_BYTES;
	if (!m->cfg.runs_max)
		m->cfg.runs_max = FILE_MERGE_RUNS_MAX;
	m->gap = (struct perf_event_header){ .type = RECORD_GAP, .size = sizeof(m->gap) };
	m->cpus = calloc(DECODE_CPU_LIMIT + 1, sizeof(*m->cpus));
	if (file_runs_init(&m->runs, cfg->fd, cfg->put) || !m->cpus) {
		file_merge_free(m);
		return NULL;
	}
	return m;
}

void file_merge_free(struct file_merge *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->heap_cnt; i++)
		file_run_free(&m->runs, m->heap[i].run);
	file_run_free(&m->runs, m->run);
	if (m->piece)
		file_piece_put(&m->runs, m->piece);
	file_runs_fini(&m->runs);
	free(m->heap);
	free(m->cpus);
	free(m);
}

uint64_t file_merge_late_cnt(const struct file_merge *m)
{
	return m->late_cnt;
}

int file_merge_spill_error(const struct file_merge *m)
{
	return m->spill_err;
}

static struct cpu_state *state_of(struct file_merge *m, int cpu)
{
	return &m->cpus[cpu + 1];
}

/* --- The heap ------------------------------------------------------------------------------ */

static bool is_before(const struct entry *a, const struct entry *b)
{
	return a->time_ns != b->time_ns ? a->time_ns < b->time_ns : a->order < b->order;
}

static void sift_down(struct file_merge *m)
{
	const struct entry e = m->heap[0];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= m->heap_cnt)
			break;
		if (child + 1 < m->heap_cnt && is_before(&m->heap[child + 1], &m->heap[child]))
			child++;
		if (is_before(&e, &m->heap[child]))
			break;
		m->heap[i] = m->heap[child];
		i = child;
	}
	m->heap[i] = e;
}

static int push(struct file_merge *m, struct file_run *r)
{
	const struct entry e = { r->rec.time_ns, r->order, r };
	size_t i = m->heap_cnt;

	if (m->heap_cnt == m->heap_cap) {
		size_t cap = m->heap_cap ? 2 * m->heap_cap : 256;
		struct entry *heap = reallocarray(m->heap, cap, sizeof(*heap));

		if (!heap)
			return -ENOMEM;
		m->heap = heap;
		m->heap_cap = cap;
	}
	m->heap_cnt++;
	for (; i && is_before(&e, &m->heap[(i - 1) / 2]); i = (i - 1) / 2)
		m->heap[i] = m->heap[(i - 1) / 2];
	m->heap[i] = e;
	return 0;
}

/* --- Cutting chunks into runs -------------------------------------------------------------- */

/* The run that is growing has ended. */
static int close_run(struct file_merge *m)
{
	struct file_run *r = m->run;
	int err = r ? push(m, r) : 0;

	m->run = NULL;
	m->run_records = 0;
	if (err)
		file_run_free(&m->runs, r);
	return err;
}

static int open_run(struct file_merge *m, const struct record *rec, bool timed)
{
	int err = close_run(m);

	if (err)
		return err;
	m->run = file_run_new(m->piece, m->at);
	if (!m->run)
		return -ENOMEM;
	m->run->order = m->order++;
	/* Of pieces of one backward ring the later ones are older. */
	if (rec->layout && rec->layout->backward)
		m->run->order = ~m->run->order;
	m->run->rec = *rec;
	m->run->timed = timed;
	return 0;
}

/* Whether @rec may follow in the run that is growing, which becomes a descending one if it has to. */
static bool is_next(struct file_merge *m, const struct record *rec, bool timed)
{
	struct file_run *r = m->run;

	if (!r)
		return false;
	if (!r->descending && rec->time_ns >= m->last_ns)
		return true;
	if (!timed || !r->timed || m->at + rec->hdr->size - r->begin > FILE_RUNS_DESCENDING_BYTES)
		return false;
	if (!r->descending && m->run_records > 1)
		return false;
	/* In a ring that is written backwards those of the same time are backwards as well. */
	if (rec->time_ns > m->last_ns ||
	    (rec->time_ns == m->last_ns && !(rec->layout && rec->layout->backward)))
		return false;
	r->descending = true;
	return true;
}

/*
 * What was lost was lost behind the record before of that CPU: see file_merge.h. A place that is
 * given already is as good as now.
 */
static int add_gap(struct file_merge *m, const struct record *lost)
{
	uint64_t begin_ns = lost->cpu >= 0 ? state_of(m, lost->cpu)->last_ns : 0;
	struct file_run *r;
	int err;

	if (begin_ns < m->until_ns)
		begin_ns = m->until_ns;
	if (begin_ns < m->given_ns)
		begin_ns = m->given_ns;
	if (begin_ns >= lost->time_ns)
		return 0;
	r = file_run_new(NULL, 0);
	if (!r)
		return -ENOMEM;
	r->is_gap = true;
	r->rec = *lost;
	r->rec.time_ns = begin_ns;
	r->order = m->order++;
	err = push(m, r);
	if (err)
		file_run_free(&m->runs, r);
	return err;
}

static void end_round(struct file_merge *m)
{
	m->until_ns = m->round_ns[1];
	m->round_ns[1] = m->round_ns[0];
	m->round_ns[0] = m->max_ns;
}

static int cut_record(struct file_merge *m, const struct perf_event_header *hdr)
{
	struct record rec = { .hdr = hdr, .cpu = -1 };
	bool timed;
	int err = 0;

	m->cfg.look(m->cfg.arg, &rec);
	timed = rec.time_ns;
	if (!timed)
		rec.time_ns = m->last_ns;
	if (hdr->type == PERFDATA_RECORD_FINISHED_ROUND)
		end_round(m);
	if (hdr->type == PERF_RECORD_LOST && rec.layout)
		err = add_gap(m, &rec);
	if (!err && !is_next(m, &rec, timed))
		err = open_run(m, &rec, timed);
	if (err)
		return err;
	m->at += hdr->size;
	m->run->end = m->at;
	m->run_records++;
	/* Its last one will be its first. */
	if (m->run->descending)
		m->run->rec = rec;
	m->last_ns = rec.time_ns;
	if (rec.time_ns > m->max_ns)
		m->max_ns = rec.time_ns;
	if (timed)
		state_of(m, rec.cpu)->last_ns = rec.time_ns;
	return 0;
}

static int close_piece(struct file_merge *m)
{
	struct file_piece *p = m->piece;
	int err = close_run(m);

	/* What there is no room for is read again. */
	if (p->offset >= 0 && (p->spilled || m->runs.held_bytes > m->cfg.held_bytes))
		file_piece_drop(&m->runs, p);
	m->piece = NULL;
	file_piece_put(&m->runs, p);
	return err;
}

/* There is no room for more runs, or for more chunks. */
static bool is_full(const struct file_merge *m)
{
	/* One record can add a run and a gap. */
	return m->heap_cnt + 3 > m->cfg.runs_max ||
	       (m->spill_err && m->runs.held_bytes > m->cfg.held_bytes);
}

/* Cuts on, to the end of the chunk if there is room. */
static int cut(struct file_merge *m)
{
	do {
		const struct perf_event_header *hdr = file_piece_record(&m->runs, m->piece, m->at);
		int err = hdr ? cut_record(m, hdr) : -EBADMSG;

		if (err)
			return err;
	} while (m->at < m->piece->chunk->size && !is_full(m));
	return m->at < m->piece->chunk->size ? close_run(m) : close_piece(m);
}

/* Another chunk, if there is one. */
static int read_chunk(struct file_merge *m)
{
	struct perfdata_chunk *chunk;
	int ret = m->cfg.read(m->cfg.arg, &chunk);

	if (ret <= 0) {
		m->ended = !ret;
		return ret;
	}
	if (!chunk->size) {
		m->cfg.put(chunk);
		return 0;
	}
	m->piece = file_piece_new(&m->runs, chunk);
	if (!m->piece)
		return -ENOMEM;
	m->at = 0;
	if (m->runs.held_bytes > m->cfg.held_bytes && !m->spill_err)
		m->spill_err = file_piece_save(&m->runs, m->piece);
	return 0;
}

static int fill(struct file_merge *m)
{
	int err = m->piece ? 0 : read_chunk(m);

	return !err && m->piece ? cut(m) : err;
}

int file_merge_begin(struct file_merge *m)
{
	int err = m->err || m->ended || m->heap_cnt ? m->err : fill(m);

	if (err != -EAGAIN)
		m->err = err;
	return err;
}

/* --- Giving -------------------------------------------------------------------------------- */

/* The caller is done with the record it was given, and its run moves on. */
static int take_back(struct file_merge *m)
{
	struct file_run *r = m->given;
	struct record *rec = &r->rec;
	uint64_t last_ns = rec->time_ns;

	m->given = NULL;
	if (r->is_gap || !file_run_skip(r, m->given_hdr)) {
		file_run_free(&m->runs, r);
		m->heap[0] = m->heap[--m->heap_cnt];
	} else {
		int err = file_run_front(&m->runs, r, &rec->hdr);

		if (err)
			return err;
		*rec = (struct record){ .hdr = rec->hdr, .cpu = -1 };
		m->cfg.look(m->cfg.arg, rec);
		r->timed = rec->time_ns;
		if (!r->timed)
			rec->time_ns = last_ns;
		m->heap[0].time_ns = rec->time_ns;
	}
	if (m->heap_cnt)
		sift_down(m);
	return 0;
}

static void pass_losses(struct file_merge *m, const struct file_run *r, struct record *rec)
{
	struct cpu_state *cpu = state_of(m, rec->cpu);

	if (r->is_gap) {
		cpu->gap_cnt++;
		m->open_gap_cnt++;
	} else if (rec->hdr->type == PERF_RECORD_LOST && cpu->gap_cnt) {
		cpu->gap_cnt--;
		m->open_gap_cnt--;
	}
	/* The CPU's own gaps lie before its record; of no CPU nobody knows. */
	rec->in_loss = m->open_gap_cnt > (rec->cpu >= 0 || r->is_gap ? cpu->gap_cnt : 0);
}

/* The record on top, which becomes the caller's. Returns 1, 0 if it means nothing, or -errno. */
static int give(struct file_merge *m, struct record *rec)
{
	struct file_run *r = m->heap[0].run;
	int err = 0;

	m->given_hdr = &m->gap;
	if (!r->is_gap)
		err = file_run_front(&m->runs, r, &m->given_hdr);
	if (err)
		return err;
	m->given = r;
	*rec = r->rec;
	rec->hdr = m->given_hdr;
	if (rec->hdr->type == PERFDATA_RECORD_FINISHED_ROUND)
		return 0;
	m->late_cnt += r->timed && rec->time_ns < m->given_ns;
	if (rec->time_ns > m->given_ns)
		m->given_ns = rec->time_ns;
	pass_losses(m, r, rec);
	return 1;
}

static bool may_give(const struct file_merge *m)
{
	return m->heap_cnt && (m->heap[0].time_ns <= m->until_ns || m->ended || is_full(m));
}

int file_merge_next(struct file_merge *m, struct record *rec)
{
	int ret = 0;

	while (!ret) {
		if (m->given)
			m->err = take_back(m);
		if (m->err)
			return m->err;
		if (may_give(m))
			ret = give(m, rec);
		else if (m->ended)
			return 0;
		else
			ret = fill(m);
	}
	if (ret < 0 && ret != -EAGAIN)
		m->err = ret;
	return ret;
}
