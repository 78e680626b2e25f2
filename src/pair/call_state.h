/* SPDX-License-Identifier: GPL-2.0-only */
/* The states of a call as words: `state` in JSON and in expressions. */
#ifndef SYSTRAIL_PAIR_CALL_STATE_H
#define SYSTRAIL_PAIR_CALL_STATE_H

#include "pair/call.h"

static inline const char *call_state_name(enum call_state state)
{
	switch (state) {
	case CALL_COMPLETE:
		return "complete";
	case CALL_NO_ENTER:
		return "no_enter";
	case CALL_IN_CHILD:
		return "in_child";
	case CALL_NO_RETURN:
		return "no_return";
	case CALL_EXIT_LOST:
		return "exit_lost";
	case CALL_UNFINISHED:
		return "unfinished";
	}
	return "?";
}

#endif
