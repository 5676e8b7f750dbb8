package temporal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	workflowservice "go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/server/common/authorization"
	clusters "go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
	"google.golang.org/protobuf/types/known/durationpb"
)

const (
	loopback = "127.0.0.1"
	cluster  = "active"

	// shards is fixed when the state file is made. With one, every ordinary
	// activity costs a flat 50 ms; with four, about 11 ms (measured).
	shards = 4

	startWithin = 60 * time.Second
)

func retention() *durationpb.Duration { return durationpb.New(30 * 24 * time.Hour) }

func describe(namespace string) *workflowservice.DescribeNamespaceRequest {
	return &workflowservice.DescribeNamespaceRequest{Namespace: namespace}
}

// pause waits a moment between two tries and tells whether there is time for another.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(20 * time.Millisecond):
		return true
	}
}

// onDisk: without WAL and synchronous=normal decisions take four times as long
// (measured). The names carry no underscore: with one they are silently ignored.
// One connection is faster than four.
func onDisk(path string) *config.SQL {
	return &config.SQL{
		PluginName:   sqliteplugin.PluginName,
		DatabaseName: path,
		MaxConns:     1,
		MaxIdleConns: 1,
		ConnectAttributes: map[string]string{
			"mode": "rwc", "journal_mode": "wal", "synchronous": "normal", "busy_timeout": "10000",
		},
	}
}

func inMemory() *config.SQL {
	return &config.SQL{
		PluginName:        sqliteplugin.PluginName,
		DatabaseName:      "diaodu-" + strconv.FormatUint(rand.Uint64(), 36),
		ConnectAttributes: map[string]string{"mode": "memory", "cache": "shared"},
	}
}

// portSet is where the four services of one server listen, all on loopback.
type portSet struct{ frontend, history, matching, worker int }

// freePorts asks the system for free ports; frontend is kept where given.
func freePorts(frontend int) (portSet, error) {
	p := portSet{frontend: frontend}
	for _, port := range []*int{&p.frontend, &p.history, &p.matching, &p.worker} {
		if *port != 0 {
			continue
		}
		l, err := net.Listen("tcp", loopback+":0")
		if err != nil {
			return p, fmt.Errorf("find a free port: %w", err)
		}
		// Closed only on return, so that no number is handed out twice.
		defer l.Close()
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}

func (p portSet) service(port int) config.Service {
	return config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: loopback}}
}

func at(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }

func serverConfig(sql *config.SQL, p portSet) *config.Config {
	const store = "sqlite"
	var c config.Config
	c.Global.Membership.MaxJoinDuration = 30 * time.Second
	c.Global.Membership.BroadcastAddress = loopback
	c.Persistence = config.Persistence{
		DefaultStore:     store,
		VisibilityStore:  store,
		NumHistoryShards: shards,
		DataStores:       map[string]config.DataStore{store: {SQL: sql}},
	}
	c.ClusterMetadata = &clusters.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        cluster,
		CurrentClusterName:       cluster,
		ClusterInformation: map[string]clusters.ClusterInformation{
			cluster: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: at(p.frontend)},
		},
	}
	c.DCRedirectionPolicy.Policy = "noop"
	c.Services = map[string]config.Service{
		string(primitives.FrontendService): p.service(p.frontend),
		string(primitives.HistoryService):  p.service(p.history),
		string(primitives.MatchingService): p.service(p.matching),
		string(primitives.WorkerService):   p.service(p.worker),
	}
	c.Archival.History.State = "disabled"
	c.Archival.Visibility.State = "disabled"
	c.NamespaceDefaults.Archival.History.State = "disabled"
	c.NamespaceDefaults.Archival.Visibility.State = "disabled"
	c.PublicClient.HostPort = at(p.frontend)
	return &c
}

// limits are raised where a district's habits meet defaults made for one person
// per workflow: fifty people may act on one case within one second, and a task
// may live for years.
func limits() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		dynamicconfig.WorkflowExecutionMaxInFlightUpdates.Key():          200,
		dynamicconfig.WorkflowExecutionMaxTotalUpdates.Key():             20000,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key():                 8096,
		// One process polls; more partitions would only forward to each other.
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
	}
}

// serverOptions runs all services here, finds them without a membership
// protocol, and measures nothing.
func serverOptions(c *config.Config, logFile string) ([]temporal.ServerOption, error) {
	var logger log.Logger = log.NewNoopLogger()
	if logFile != "" {
		logger = log.NewZapLogger(log.BuildZapLogger(log.Config{Level: "error", OutputFile: logFile}))
	}
	authorizer, err := authorization.GetAuthorizerFromConfig(&c.Global.Authorization)
	if err != nil {
		return nil, fmt.Errorf("prepare the Temporal authorizer: %w", err)
	}
	claims, err := authorization.GetClaimMapperFromConfig(&c.Global.Authorization, logger)
	if err != nil {
		return nil, fmt.Errorf("prepare the Temporal claim mapper: %w", err)
	}
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, name := range []primitives.ServiceName{
		primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
	} {
		hosts[name] = static.SingleLocalHost(at(c.Services[string(name)].RPC.GRPCPort))
	}
	return []temporal.ServerOption{
		temporal.WithConfig(c),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(logger),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithCustomMetricsHandler(metrics.NoopMetricsHandler),
		temporal.WithDynamicConfigClient(limits()),
	}, nil
}

// quiet is a client logger that says nothing while the server comes up.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
