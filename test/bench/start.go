package main

import "context"

func start(context.Context, settings, *results) error { return nil }
