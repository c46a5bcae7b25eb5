// Wrong calls: none of them compiles. Where one does, the compiler reports the directive above it as unused.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

const api = createClient<paths>({ baseUrl: "http://localhost:3000/api/v1" });

export async function wrong(): Promise<void> {
  // @ts-expect-error q is required
  await api.GET("/search", { params: { query: {} } });

  // @ts-expect-error kind is required
  await api.GET("/pipelines/board", { params: { query: { team_id: "TM-1" } } });

  // @ts-expect-error kind is lead, contact or deal
  await api.GET("/pipelines/board", { params: { query: { kind: "order" } } });

  // @ts-expect-error on_duplicate is fail, merge or signal
  await api.POST("/leads", { params: { query: { on_duplicate: true } }, body: { kind: "farmer" } });

  // @ts-expect-error assign is auto
  await api.POST("/leads", { params: { query: { assign: "yes" } }, body: { kind: "farmer" } });

  // @ts-expect-error a lead has a kind
  await api.POST("/leads", { body: { name: "Ramesh Patel" } });

  // @ts-expect-error there is no such kind
  await api.POST("/leads", { body: { kind: "tractor" } });

  // @ts-expect-error there is no such member
  await api.POST("/leads", { body: { kind: "farmer", adress: {} } });

  // @ts-expect-error a custom value is no object
  await api.POST("/leads", { body: { kind: "farmer", custom: { irrigation: {} } } });

  // @ts-expect-error If-Match is required
  await api.PATCH("/leads/{id}", { params: { path: { id: "K0-100001" } }, body: { kind: "dealer" } });

  // @ts-expect-error group is agent, team or stage
  await api.GET("/reports/sla", { params: { query: { group: true } } });

  // @ts-expect-error from is an instant as text
  await api.GET("/reports/sla", { params: { query: { from: false } } });

  // @ts-expect-error the record that is asked about is required
  await api.GET("/cohorts/{id}/explain", { params: { path: { id: "COH-1" }, query: {} } });

  // @ts-expect-error limit is a number
  await api.GET("/leads", { params: { query: { limit: "many" } } });

  // @ts-expect-error dry_run is true or false
  await api.DELETE("/leads/{id}", { params: { path: { id: "K0-100001" }, query: { dry_run: "maybe" } } });

  // @ts-expect-error there is no such path
  await api.GET("/lead", {});
}

// @ts-expect-error there is no such operator
export const operator: components["schemas"]["Rule"] = { field: "score", op: "bigger", value: 1 };

// @ts-expect-error the terms are a list of rules
export const terms: components["schemas"]["Rule"] = { all: { field: "score", op: "gte", value: 1 } };

// @ts-expect-error a condition has a value
export const condition: components["schemas"]["Rule"] = { field: "score", op: "gte" };

// @ts-expect-error there is no such week day
export const week: components["schemas"]["WeekForm"] = { monday: [] };

// @ts-expect-error a window has an end
export const window: components["schemas"]["WindowForm"] = { from: "09:30" };
