/* SPDX-License-Identifier: GPL-2.0-only */
/* The fields of a tracepoint's records as data for the filter layer, out of its format file. */
#ifndef SYSTRAIL_CMD_RECORD_FIELDS_OF_H
#define SYSTRAIL_CMD_RECORD_FIELDS_OF_H

#include "decode/formats.h"
#include "filter/record_fields.h"

/*
 * Fills @r with event @id and its fields; the names are borrowed from @f. Returns 0, -ENOENT when
 * its format was not read, or -ENOMEM; then @r is empty. record_fields_fini() frees the rows.
 */
int record_fields_of(struct record_fields *r, const struct formats *f, uint32_t id);
void record_fields_fini(struct record_fields *r);

#endif
