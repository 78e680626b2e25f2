/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of system calls as conditions on a number; see nr_cond.h. */
#include "filter/nr_cond.h"

#include <limits.h>

/*
 * Up to so many pieces the kernel compares with one after the other; more are searched. A
 * comparison costs it 2 to 3 ns in each record, also in those that it leaves out then: to look
 * for a number in vain costs a call 200 ns with 48 ranges in a row, and 50 ns searched.
 */
enum { PIECES_IN_A_ROW = 9 };

/* On x86_64 read and write are 0 and 1, on i386 3 and 4. */
enum { LOW_NRS = 4 };

/* --- What is in the set -------------------------------------------------------------------- */

enum membership {
	IN,
	OUT,
	EITHER, /* there is no such call */
};

/* What is known of the set beside single numbers. */
struct source {
	const struct syscall_set *set;
	unsigned int abis;
	enum nr_cond_side side;
	uint32_t traits; /* that its calls have */
};

static bool is_asked_for(const struct source *s, enum abi abi)
{
	return s->abis & 1u << abi;
}

static void collect_traits(struct source *s)
{
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		for (int nr = 0; is_asked_for(s, abi) && nr < SYSCALL_NR_LIMIT; nr++)
			if (syscall_set_has(s->set, abi, nr))
				s->traits |= syscall_get(abi, nr)->traits;
}

/*
 * Sigreturn leaves with -1, because what it returns into was no call. So does, on arm64, exec,
 * which leaves with its number in the new program's ABI on x86 (where execveat ends as execve).
 */
static enum membership negative_membership(const struct source *s)
{
	if (s->set->others)
		return IN;
	if (s->side == NR_COND_EXIT && s->traits & (SYSCALL_SIGRETURN | SYSCALL_EXEC))
		return IN;
	return OUT;
}

static enum membership membership(const struct source *s, int nr)
{
	bool exec = s->side == NR_COND_EXIT && s->traits & SYSCALL_EXEC;
	enum membership m = EITHER;

	for (enum abi abi = 0; abi < ABI_CNT; abi++) {
		const struct syscall_desc *desc = syscall_get(abi, nr);

		if (!is_asked_for(s, abi))
			continue;
		if (syscall_set_has(s->set, abi, nr) || (exec && desc->traits & SYSCALL_EXEC))
			return IN;
		if (desc->name)
			m = OUT;
	}
	return m;
}

/*
 * What is EITHER becomes what makes no cut, and where a cut must be, OUT: one number of the set
 * between such stays one number.
 */
void nr_cond_make(struct nr_cond *c, const struct syscall_set *set, unsigned int abis,
		  enum nr_cond_side side)
{
	struct source s = { .set = set, .abis = abis, .side = side };
	bool in;
	int behind_last = 0; /* behind the last number that is not EITHER */

	collect_traits(&s);
	in = negative_membership(&s) == IN;
	c->first = in;
	c->cut_cnt = 0;
	for (int nr = 0; nr <= SYSCALL_NR_LIMIT; nr++) {
		enum membership m = set->others ? IN : EITHER;

		if (nr < SYSCALL_NR_LIMIT)
			m = membership(&s, nr);
		if (m == EITHER)
			continue;
		if (in != (m == IN)) {
			c->cuts[c->cut_cnt++] = (int16_t)(in ? behind_last : nr);
			in = !in;
		}
		behind_last = nr + 1;
	}
}

static unsigned int cut_at(const struct nr_cond *c, unsigned int i)
{
	return i < c->cut_cnt ? (unsigned int)c->cuts[i] : UINT_MAX;
}

void nr_cond_subtract(struct nr_cond *c, const struct nr_cond *less)
{
	const struct nr_cond from = *c;
	bool in_from = from.first, in_less = less->first, in = in_from && !in_less;
	unsigned int i = 0, k = 0;

	c->first = in;
	c->cut_cnt = 0;
	while (i < from.cut_cnt || k < less->cut_cnt) {
		unsigned int from_cut = cut_at(&from, i), less_cut = cut_at(less, k);
		unsigned int at = from_cut < less_cut ? from_cut : less_cut;

		if (at == from_cut) {
			in_from = !in_from;
			i++;
		}
		if (at == less_cut) {
			in_less = !in_less;
			k++;
		}
		if (in != (in_from && !in_less)) {
			in = !in;
			c->cuts[c->cut_cnt++] = (int16_t)at;
		}
	}
}

/* --- The text ------------------------------------------------------------------------------ */

static void put_compare(struct text *t, const char *op, int nr)
{
	text_lit(t, "id ");
	text_str(t, op);
	text_char(t, ' ');
	text_i64(t, nr);
}

/* Some of the pieces: those from @low to @high, and it is known that the number is in one of them. */
struct pieces {
	const struct nr_cond *c;
	unsigned int low;
	unsigned int high;
};

static bool is_in(const struct nr_cond *c, unsigned int piece)
{
	return c->first == !(piece & 1);
}

/* That the number is inside of piece @i, or that it is not. */
static void put_piece(const struct pieces *p, unsigned int i, bool inside, struct text *t)
{
	int from = i > p->low ? p->c->cuts[i - 1] : 0, to = i < p->high ? p->c->cuts[i] : 0;

	if (i == p->low) {
		put_compare(t, inside ? "<" : ">=", to);
	} else if (i == p->high) {
		put_compare(t, inside ? ">=" : "<", from);
	} else if (to == from + 1) {
		put_compare(t, inside ? "==" : "!=", from);
	} else {
		text_char(t, '(');
		put_compare(t, inside ? ">=" : "<", from);
		text_str(t, inside ? " && " : " || ");
		put_compare(t, inside ? "<" : ">=", to);
		text_char(t, ')');
	}
}

/* One after the other: inside of one of those that are in, or outside of all that are not. */
static void put_row(const struct pieces *p, struct text *t)
{
	unsigned int piece_cnt = p->high - p->low + 1;
	/* Of an odd number of pieces the kind at both ends is one more. */
	bool by_inside = piece_cnt % 2 ? !is_in(p->c, p->low) : true;
	bool any = false;

	text_char(t, '(');
	for (unsigned int i = p->low; i <= p->high; i++) {
		if (is_in(p->c, i) != by_inside)
			continue;
		if (any)
			text_str(t, by_inside ? " || " : " && ");
		any = true;
		put_piece(p, i, by_inside, t);
	}
	text_char(t, ')');
}

/* In a row, or each half of them for the numbers that are there. */
static void put_pieces(const struct pieces *p, struct text *t)
{
	struct pieces below = *p, above = *p;
	int middle;

	if (p->high - p->low + 1 <= PIECES_IN_A_ROW) {
		put_row(p, t);
		return;
	}
	above.low = (p->low + p->high + 1) / 2;
	below.high = above.low - 1;
	middle = p->c->cuts[below.high];
	text_lit(t, "((");
	put_compare(t, "<", middle);
	text_lit(t, " && ");
	put_pieces(&below, t);
	text_lit(t, ") || (");
	put_compare(t, ">=", middle);
	text_lit(t, " && ");
	put_pieces(&above, t);
	text_lit(t, "))");
}

/*
 * Where there is much to search, the lowest numbers are asked about before all others: on x86 they
 * are those of read and write, which are called more often than all the rest.
 */
void nr_cond_put(const struct nr_cond *c, struct text *t)
{
	struct pieces rest = { .c = c, .low = 0, .high = c->cut_cnt };

	while (c->cut_cnt > PIECES_IN_A_ROW && c->cuts[rest.low] <= LOW_NRS) {
		bool in = is_in(c, rest.low);

		text_char(t, '(');
		put_piece(&rest, rest.low, in, t);
		text_str(t, in ? " || " : " && ");
		rest.low++;
	}
	put_pieces(&rest, t);
	for (; rest.low; rest.low--)
		text_char(t, ')');
}
