/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs of records and their bytes; see file_runs.h. */
#include "capture/file_runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Read at once when there are more runs than slots, and what is read is soon lost again. */
enum { FEW_BYTES = 4096 };

struct file_slot {
	struct file_run *user; /* NULL: free */
	unsigned char *bytes; /* FILE_RUNS_SLOT_BYTES */
	size_t from; /* of the run, where they begin */
	size_t len;
};

int file_runs_init(struct file_runs *rs, int fd, void (*put)(struct perfdata_chunk *c))
{
	*rs = (struct file_runs){ .put = put, .fd = fd };
	spill_init(&rs->spill);
	rs->slots = calloc(FILE_RUNS_SLOTS, sizeof(*rs->slots));
	rs->aligned = malloc(UINT16_MAX + 1);
	return rs->slots && rs->aligned ? 0 : -ENOMEM;
}

void file_runs_fini(struct file_runs *rs)
{
	for (size_t i = 0; i < rs->slot_cnt; i++)
		free(rs->slots[i].bytes);
	free(rs->slots);
	free(rs->aligned);
	spill_fini(&rs->spill);
}

/* --- Pieces -------------------------------------------------------------------------------- */

struct file_piece *file_piece_new(struct file_runs *rs, struct perfdata_chunk *chunk)
{
	struct file_piece *p = calloc(1, sizeof(*p));

	if (!p) {
		rs->put(chunk);
		return NULL;
	}
	p->chunk = chunk;
	p->offset = rs->fd >= 0 ? chunk->offset : -1;
	p->user_cnt = 1;
	rs->held_bytes += chunk->size;
	return p;
}

void file_piece_drop(struct file_runs *rs, struct file_piece *p)
{
	if (!p->chunk)
		return;
	rs->held_bytes -= p->chunk->size;
	rs->put(p->chunk);
	p->chunk = NULL;
}

void file_piece_put(struct file_runs *rs, struct file_piece *p)
{
	if (--p->user_cnt)
		return;
	file_piece_drop(rs, p);
	if (p->spilled)
		spill_done(&rs->spill);
	free(p);
}

int file_piece_save(struct file_runs *rs, struct file_piece *p)
{
	int err;

	if (p->offset >= 0)
		return 0;
	err = spill_put(&rs->spill, p->chunk->data, p->chunk->size, &p->offset);
	if (err)
		p->offset = -1;
	else
		p->spilled = true;
	return err;
}

/* A record among @left bytes at @p, in our own memory where it is not aligned. */
static const struct perf_event_header *aligned_record(struct file_runs *rs, const unsigned char *p,
						      size_t left)
{
	struct perf_event_header hdr;

	if (left < sizeof(hdr))
		return NULL;
	memcpy(&hdr, p, sizeof(hdr));
	if (hdr.size < sizeof(hdr) || hdr.size > left)
		return NULL;
	if (!((uintptr_t)p % 8))
		return (const struct perf_event_header *)p;
	memcpy(rs->aligned, p, hdr.size);
	return (const struct perf_event_header *)rs->aligned;
}

const struct perf_event_header *file_piece_record(struct file_runs *rs, const struct file_piece *p,
						  size_t offset)
{
	return aligned_record(rs, p->chunk->data + offset, p->chunk->size - offset);
}

/* --- Runs ---------------------------------------------------------------------------------- */

struct file_run *file_run_new(struct file_piece *p, size_t begin)
{
	struct file_run *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->piece = p;
	if (p)
		p->user_cnt++;
	r->begin = r->end = begin;
	return r;
}

static void leave_slot(struct file_runs *rs, struct file_run *r)
{
	if (!r->slot)
		return;
	r->slot->user = NULL;
	r->slot = NULL;
	rs->free_cnt++;
}

void file_run_free(struct file_runs *rs, struct file_run *r)
{
	if (!r)
		return;
	leave_slot(rs, r);
	if (r->piece)
		file_piece_put(rs, r->piece);
	free(r);
}

static struct file_slot *find_slot(struct file_runs *rs)
{
	struct file_slot *slot;

	if (!rs->free_cnt && rs->slot_cnt < FILE_RUNS_SLOTS) {
		slot = &rs->slots[rs->slot_cnt];
		slot->bytes = malloc(FILE_RUNS_SLOT_BYTES);
		if (slot->bytes) {
			rs->slot_cnt++;
			rs->free_cnt++;
			return slot;
		}
	}
	for (size_t i = 0; rs->free_cnt && i < rs->slot_cnt; i++)
		if (!rs->slots[i].user)
			return &rs->slots[i];
	if (!rs->slot_cnt)
		return NULL;
	rs->victim_idx = (rs->victim_idx + 1) % rs->slot_cnt;
	slot = &rs->slots[rs->victim_idx];
	leave_slot(rs, slot->user);
	return slot;
}

static struct file_slot *take_slot(struct file_runs *rs, struct file_run *r)
{
	if (!r->slot) {
		r->slot = find_slot(rs);
		if (!r->slot)
			return NULL;
		r->slot->user = r;
		r->slot->len = 0;
		rs->free_cnt--;
	}
	return r->slot;
}

/* @n bytes from @from of the run, wherever they are. */
static int read_run(struct file_runs *rs, const struct file_run *r, size_t from, void *out,
		    size_t n)
{
	const struct file_piece *p = r->piece;
	int fd = p->spilled ? rs->spill.fd : rs->fd;
	size_t done = 0;

	from += r->begin;
	if (p->chunk) {
		memcpy(out, p->chunk->data + from, n);
		return 0;
	}
	while (done < n) {
		ssize_t got = pread(fd, (char *)out + done, n - done,
				    (off_t)((uint64_t)p->offset + from + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		done += (size_t)got;
	}
	return 0;
}

/* The records in the slot, last one first. */
static int turn_round(struct file_runs *rs, struct file_slot *slot, size_t len)
{
	unsigned char *turned = malloc(FILE_RUNS_SLOT_BYTES), *old = slot->bytes;
	size_t at = 0, to = len;

	if (!turned)
		return -ENOMEM;
	while (at < len) {
		const struct perf_event_header *hdr = aligned_record(rs, old + at, len - at);

		if (!hdr)
			break;
		to -= hdr->size;
		memcpy(turned + to, old + at, hdr->size);
		at += hdr->size;
	}
	slot->bytes = turned;
	free(old);
	return at < len ? -EIO : 0;
}

static int load(struct file_runs *rs, struct file_run *r, size_t n)
{
	struct file_slot *slot = take_slot(rs, r);
	size_t from = r->descending ? 0 : r->at, left = r->end - r->begin - from;
	int err;

	if (!slot)
		return -ENOMEM;
	if (n > left || r->descending)
		n = left;
	slot->len = 0;
	err = read_run(rs, r, from, slot->bytes, n);
	if (!err && r->descending)
		err = turn_round(rs, slot, n);
	if (err)
		return err;
	slot->from = from;
	slot->len = n;
	return 0;
}

static const struct perf_event_header *record_in_slot(struct file_runs *rs,
						      const struct file_run *r)
{
	const struct file_slot *slot = r->slot;

	if (!slot || r->at < slot->from || r->at >= slot->from + slot->len)
		return NULL;
	return aligned_record(rs, slot->bytes + (r->at - slot->from),
			      slot->len - (r->at - slot->from));
}

int file_run_front(struct file_runs *rs, struct file_run *r, const struct perf_event_header **hdr)
{
	bool plenty = r->slot || rs->free_cnt || rs->slot_cnt < FILE_RUNS_SLOTS;
	int err;

	if (r->piece->chunk && !r->descending) {
		size_t at = r->begin + r->at;

		*hdr = aligned_record(rs, r->piece->chunk->data + at, r->end - at);
		return *hdr ? 0 : -EIO;
	}
	*hdr = record_in_slot(rs, r);
	if (*hdr)
		return 0;
	err = load(rs, r, plenty ? FILE_RUNS_SLOT_BYTES : FEW_BYTES);
	if (err)
		return err;
	*hdr = record_in_slot(rs, r);
	if (!*hdr && !plenty) {
		err = load(rs, r, FILE_RUNS_SLOT_BYTES);
		*hdr = err ? NULL : record_in_slot(rs, r);
	}
	return *hdr ? 0 : err ? err : -EIO;
}
