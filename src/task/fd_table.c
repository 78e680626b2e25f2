/* SPDX-License-Identifier: GPL-2.0-only */
/* Slots of file descriptors; see fd_table.h. */
#include "task/fd_table.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 16 };

struct fd_table *fd_table_new(uint64_t born_ns)
{
	struct fd_table *table = calloc(1, sizeof(*table));

	if (table)
		table->born_ns = born_ns;
	return table;
}

void fd_table_free(struct fd_table *table)
{
	if (!table)
		return;
	for (unsigned int i = 0; i < table->slot_cnt; i++)
		fd_file_put(table->slot[i].file);
	if (table->slots_used)
		*table->slots_used -= table->slot_cnt;
	free(table->slot);
	free(table->closing);
	free(table);
}

static bool grow(struct fd_table *table, unsigned int slot_cnt)
{
	size_t more = slot_cnt - table->slot_cnt;
	struct fd_slot *slot;

	if (table->slots_used && more > FD_SLOTS_MAX - *table->slots_used)
		return false;
	slot = realloc(table->slot, slot_cnt * sizeof(*slot));
	if (!slot)
		return false;
	if (table->slots_used)
		*table->slots_used += more;
	memset(slot + table->slot_cnt, 0, (slot_cnt - table->slot_cnt) * sizeof(*slot));
	table->slot = slot;
	table->slot_cnt = slot_cnt;
	return true;
}

struct fd_slot *fd_table_make(struct fd_table *table, int fd)
{
	unsigned int cnt = table->slot_cnt ? table->slot_cnt : SLOTS_MIN;

	if (fd < 0 || fd >= FD_TABLE_LIMIT)
		return NULL;
	while (cnt <= (unsigned int)fd)
		cnt *= 2;
	if (cnt > table->slot_cnt && !grow(table, cnt))
		return NULL;
	return &table->slot[fd];
}

static void set_slot(struct fd_slot *slot, struct fd_file *file, enum fd_at_exec at_exec,
		     uint64_t now_ns)
{
	struct fd_file *old = slot->file;

	slot->file = fd_file_get(file);
	slot->at_exec = at_exec;
	slot->changed_ns = now_ns;
	fd_file_put(old);
}

void fd_table_set(struct fd_table *table, int fd, struct fd_file *file, enum fd_at_exec at_exec,
		  uint64_t now_ns)
{
	struct fd_slot *slot = fd_table_make(table, fd);

	if (slot)
		set_slot(slot, file, at_exec, now_ns);
}

/* Where the slots from @first to @last end. */
static unsigned int slots_end(const struct fd_table *table, int last)
{
	return last < 0 || (unsigned int)last >= table->slot_cnt ? table->slot_cnt :
								   (unsigned int)last + 1;
}

void fd_table_clear(struct fd_table *table, int first, int last, uint64_t now_ns)
{
	unsigned int end = slots_end(table, last);

	if (last >= 0 && (unsigned int)last >= table->slot_cnt)
		table->changed_ns = now_ns;
	for (unsigned int fd = (unsigned int)first; fd < end; fd++)
		set_slot(&table->slot[fd], NULL, FD_UNSURE, now_ns);
}

void fd_table_forget(struct fd_table *table, uint64_t now_ns)
{
	fd_table_clear(table, 0, FD_TABLE_LIMIT, now_ns);
}

void fd_table_set_at_exec(struct fd_table *table, int first, int last, enum fd_at_exec at_exec)
{
	unsigned int end = slots_end(table, last);

	for (unsigned int fd = (unsigned int)first; fd < end; fd++)
		table->slot[fd].at_exec = at_exec;
}

void fd_table_exec(struct fd_table *table, uint64_t now_ns)
{
	for (unsigned int fd = 0; fd < table->slot_cnt; fd++)
		if (table->slot[fd].at_exec != FD_STAYS)
			set_slot(&table->slot[fd], NULL, FD_UNSURE, now_ns);
}

struct fd_table *fd_table_copy(const struct fd_table *table, uint64_t before_ns, uint64_t now_ns)
{
	struct fd_table *copy = fd_table_new(now_ns);
	int last = (int)table->slot_cnt - 1;

	if (!copy)
		return NULL;
	copy->loss_cnt = table->loss_cnt;
	copy->opaque = table->opaque;
	copy->slots_used = table->slots_used;
	while (last >= 0 && !table->slot[last].file)
		last--;
	/* Without memory for the slots they are just not known. */
	if (last < 0 || !fd_table_make(copy, last))
		return copy;
	for (int fd = 0; fd <= last; fd++) {
		const struct fd_slot *slot = &table->slot[fd];

		/* Where no call has proved that it is open, the two may open it for different things. */
		if (slot->file && slot->file->used && fd_table_is_quiet(table, fd, before_ns))
			set_slot(&copy->slot[fd], slot->file, slot->at_exec, now_ns);
	}
	return copy;
}

void fd_table_begin_closing(struct fd_table *table, int first, int last)
{
	if (table->closing_cnt == table->closing_cap) {
		unsigned int cap = table->closing_cap ? 2 * table->closing_cap : 4;
		struct fd_range *closing = realloc(table->closing, cap * sizeof(*closing));

		if (!closing) {
			table->opaque = true; /* it could not be watched */
			return;
		}
		table->closing = closing;
		table->closing_cap = cap;
	}
	table->closing[table->closing_cnt++] = (struct fd_range){ first, last };
}

void fd_table_end_closing(struct fd_table *table, int first, int last)
{
	for (unsigned int i = 0; i < table->closing_cnt; i++) {
		const struct fd_range *r = &table->closing[i];

		if (r->first == first && r->last == last) {
			table->closing[i] = table->closing[--table->closing_cnt];
			return;
		}
	}
}

bool fd_table_is_closing(const struct fd_table *table, int fd)
{
	for (unsigned int i = 0; i < table->closing_cnt; i++)
		if (fd >= table->closing[i].first && fd <= table->closing[i].last)
			return true;
	return false;
}

bool fd_table_is_quiet(const struct fd_table *table, int fd, uint64_t since_ns)
{
	const struct fd_slot *slot = fd_table_find(table, fd);

	if (table->changed_ns >= since_ns || (slot && slot->changed_ns >= since_ns))
		return false;
	return !fd_table_is_closing(table, fd);
}
