package seed

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// coming is a milestone still ahead of a project that is not yet begun, so many
// days from the day of filling.
type coming struct {
	name string
	kind project.MilestoneType
	days int
}

// comings are the next steps of the projects in preparation, of which the earlier
// ones wait for their permits.
var comings = []coming{
	{"动力电池结构件项目", project.OfPermit, 12},
	{"动力电池结构件项目", project.OfStart, 33},
	{"传感器封测产线项目", project.OfPermit, 24},
	{"传感器封测产线项目", project.OfStart, 61},
	{"车载显示总部基地", project.OfLand, 19},
	{"车载显示总部基地", project.OfLevelling, 74},
	{"冷链物流中心二期", project.OfPermit, 40},
	{"冷链物流中心二期", project.OfStart, 82},
}

// deliveries are on which days from the day of filling equipment comes to the
// projects under construction, one each.
var deliveries = []int{5, 9, 16, 22, 28, 37, 46, 55, 66, 78, 88}

// lookAhead gives the next three months something in each: permits and starts of
// what is in preparation, equipment for what is being built.
func (d *district) lookAhead(ctx context.Context, cal workcal.Calendar) error {
	today := workcal.DateOf(d.now)
	target := func(id string, kind project.MilestoneType, days int) error {
		day := cal.NextWorkday(today.AddDays(days))
		_, err := d.store.ReviseMilestone(ctx, store.By{Actor: keeper, At: d.now}, id, 0, kind, project.MilestonePatch{Target: &day})
		return err
	}
	for _, c := range comings {
		if err := target(d.projects[c.name], c.kind, c.days); err != nil {
			return fmt.Errorf("%s of %s: %w", c.kind, c.name, err)
		}
	}
	n := 0
	for _, c := range d.cohorts() {
		for i, p := range c.works {
			if n == len(deliveries) || i%2 == 0 && c.event == d.before { // every second of the earlier ones has its machines
				continue
			}
			v, err := d.store.Project(ctx, keeper, d.projects[p.name], today)
			if err != nil {
				return fmt.Errorf("project %s: %w", p.name, err)
			}
			if v.Phase != project.Building {
				continue
			}
			if err := target(d.projects[p.name], project.OfEquipment, deliveries[n]); err != nil {
				return fmt.Errorf("equipment of %s: %w", p.name, err)
			}
			n++
		}
	}
	return nil
}
