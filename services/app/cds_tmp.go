package app

import "net/http"

func (a *App) cdsHooks() http.Handler { return http.NotFoundHandler() }
