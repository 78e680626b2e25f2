/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that have names, as these names. */
#ifndef SYSTRAIL_FORMAT_WORDS_H
#define SYSTRAIL_FORMAT_WORDS_H

#include "syscall/const_set.h"
#include "util/text.h"

/* The name of @value in @set, or the number. */
void format_enum(struct text *t, const struct const_set *set, uint64_t value);

/* `A|B|0x40`: the names of the bits in @value, then what has none as a number. */
void format_flags(struct text *t, const struct const_set *set, uint64_t value);

/* `TERM`, `RT_3`, or the number. */
void format_signal(struct text *t, uint64_t signal);

/* `[INT TERM]`: the signals whose bits are set, signal 1 in bit 0. */
void format_sigmask(struct text *t, uint64_t mask);

/* An ioctl() request: its name, or the parts that it is made of (_IOC of ioctl.h). */
void format_ioctl(struct text *t, uint64_t request);

/* `major:minor` of a device number as calls take it. */
void format_dev(struct text *t, uint64_t dev);

#endif
