/* SPDX-License-Identifier: GPL-2.0-only */
/* The sets of constants, from the rows of const_rows.h; see const_set.h. */
#include "syscall/const_set.h"

#define ROW(value, name) { value, value, name, sizeof(name) - 1 },
#define GROUP_ROW(value, mask, name) { value, mask, name, sizeof(name) - 1 },

/* Each set is its rows and a head; NULL where there is no field or no ARM twin. */
#define CONST_SET(set, kind_, prefix_, mask_, field_, arm_, ...)      \
	static const struct const_row rows_##set[] = { __VA_ARGS__ }; \
	const struct const_set set_##set = {                          \
		.name = #set,                                         \
		.prefix = prefix_,                                    \
		.kind = CONST_##kind_,                                \
		.row_cnt = sizeof(rows_##set) / sizeof(*rows_##set),  \
		.rows = rows_##set,                                   \
		.field_mask = mask_,                                  \
		.field = field_,                                      \
		.arm = arm_,                                          \
	};
#include "syscall/const_rows.h"
#undef CONST_SET

static const struct const_set *const sets[] = {
#define CONST_SET(name, ...) &set_##name,
#include "syscall/const_rows.h"
#undef CONST_SET
};

const struct const_set *const_set_at(size_t idx)
{
	return idx < sizeof(sets) / sizeof(*sets) ? sets[idx] : NULL;
}

const struct const_row *const_set_find(const struct const_set *set, uint64_t value)
{
	unsigned int low = 0, high = set->row_cnt;

	/* Most sets count up from zero without a gap. */
	if (value < high && set->rows[value].value == value)
		return &set->rows[value];
	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (set->rows[mid].value == value)
			return &set->rows[mid];
		if (set->rows[mid].value < value)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}
