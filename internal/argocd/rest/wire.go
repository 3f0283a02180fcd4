package rest

import "strings"

// What Argo CD's API says and hears, as far as Sluice needs it.

type credentials struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

type issued struct {
	Token string `json:"token"`
}

type userinfo struct {
	LoggedIn bool     `json:"loggedIn"`
	Username string   `json:"username"`
	Groups   []string `json:"groups"`
}

type version struct {
	Version string `json:"Version"`
}

type syncRequest struct {
	Name     string `json:"name"`
	Project  string `json:"project,omitempty"`
	Revision string `json:"revision"`
	Prune    bool   `json:"prune"`
	DryRun   bool   `json:"dryRun"`
}

type applications struct {
	Items []application `json:"items"`
}

type watched struct {
	Result *struct {
		Type        string      `json:"type"` // ADDED, MODIFIED, DELETED
		Application application `json:"application"`
	} `json:"result"`
	Error *apiError `json:"error"`
}

type apiError struct {
	Code     int    `json:"code"` // gRPC's
	GRPCCode int    `json:"grpc_code"`
	HTTPCode int    `json:"http_code"`
	Message  string `json:"message"`
	Error    string `json:"error"`
}

type application struct {
	Metadata  metadata   `json:"metadata"`
	Spec      spec       `json:"spec"`
	Operation *operating `json:"operation"` // asked for and not ended
	Status    status     `json:"status"`
}

type metadata struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
}

type spec struct {
	Project     string      `json:"project"`
	Source      *source     `json:"source"`
	Sources     []source    `json:"sources"`
	Destination destination `json:"destination"`
	SyncPolicy  *syncPolicy `json:"syncPolicy"`
}

type source struct {
	RepoURL        string `json:"repoURL"`
	Path           string `json:"path"`
	Chart          string `json:"chart"`
	TargetRevision string `json:"targetRevision"`
}

type destination struct {
	Server    string `json:"server"`
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

type syncPolicy struct {
	Automated *automated `json:"automated"`
}

// automated being there is what switches auto-sync on, whatever it says, unless it says enabled: false (3.1).
type automated struct {
	Enabled  *bool `json:"enabled"`
	Prune    bool  `json:"prune"`
	SelfHeal bool  `json:"selfHeal"`
}

type operating struct {
	Sync        *syncOperation `json:"sync"`
	InitiatedBy initiator      `json:"initiatedBy"`
}

type syncOperation struct {
	Revision string `json:"revision"`
	DryRun   bool   `json:"dryRun"`
}

type initiator struct {
	Username  string `json:"username"`
	Automated bool   `json:"automated"`
}

type status struct {
	Sync           synced          `json:"sync"`
	Health         health          `json:"health"`
	Resources      []resource      `json:"resources"`
	History        []deployed      `json:"history"`
	Conditions     []condition     `json:"conditions"`
	ReconciledAt   string          `json:"reconciledAt"`
	OperationState *operationState `json:"operationState"`
}

type synced struct {
	Status    string   `json:"status"`
	Revision  string   `json:"revision"`
	Revisions []string `json:"revisions"`
}

type health struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

type resource struct {
	Group           string  `json:"group"`
	Kind            string  `json:"kind"`
	Namespace       string  `json:"namespace"`
	Name            string  `json:"name"`
	Status          string  `json:"status"`
	Health          *health `json:"health"`
	Hook            bool    `json:"hook"`
	RequiresPruning bool    `json:"requiresPruning"`
}

type deployed struct {
	ID          int       `json:"id"`
	Revision    string    `json:"revision"`
	Revisions   []string  `json:"revisions"`
	DeployedAt  string    `json:"deployedAt"`
	Source      source    `json:"source"`
	InitiatedBy initiator `json:"initiatedBy"`
}

type condition struct {
	Type               string `json:"type"`
	Message            string `json:"message"`
	LastTransitionTime string `json:"lastTransitionTime"`
}

type operationState struct {
	Operation  operating   `json:"operation"`
	Phase      string      `json:"phase"`
	Message    string      `json:"message"`
	StartedAt  string      `json:"startedAt"`
	FinishedAt string      `json:"finishedAt"`
	SyncResult *syncResult `json:"syncResult"`
}

type syncResult struct {
	Revision  string           `json:"revision"`
	Resources []resourceResult `json:"resources"`
}

type resourceResult struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Status    string `json:"status"` // Synced, SyncFailed, Pruned, PruneSkipped
	Message   string `json:"message"`
	HookType  string `json:"hookType"`
	HookPhase string `json:"hookPhase"`
}

type managedResources struct {
	Items []managed `json:"items"`
}

// managed is one resource; its states are JSON texts, "null" where there is none.
type managed struct {
	Kind                string `json:"kind"`
	Namespace           string `json:"namespace"`
	Name                string `json:"name"`
	Hook                bool   `json:"hook"`
	TargetState         string `json:"targetState"`
	LiveState           string `json:"liveState"`
	NormalizedLiveState string `json:"normalizedLiveState"`
	PredictedLiveState  string `json:"predictedLiveState"`
}

func (a application) several() bool { return len(a.Spec.Sources) > 0 }

func (a application) target() string {
	switch {
	case a.several():
		targets := make([]string, 0, len(a.Spec.Sources))
		for _, s := range a.Spec.Sources {
			targets = append(targets, orHead(s.TargetRevision))
		}
		return strings.Join(targets, ", ")
	case a.Spec.Source != nil:
		return orHead(a.Spec.Source.TargetRevision)
	}
	return ""
}

func orHead(revision string) string {
	if revision == "" {
		return "HEAD"
	}
	return revision
}

// desired is the SHA (or the SHAs) that the target meant when Argo CD last looked.
func (s synced) desired() string {
	if len(s.Revisions) > 0 {
		return strings.Join(s.Revisions, ", ")
	}
	return s.Revision
}

func (s spec) auto() *automated {
	if s.SyncPolicy == nil || s.SyncPolicy.Automated == nil {
		return nil
	}
	if on := s.SyncPolicy.Automated.Enabled; on != nil && !*on {
		return nil
	}
	return s.SyncPolicy.Automated
}

// where is the destination as the fleet may know it.
func (d destination) where() string {
	if d.Name != "" {
		return d.Name
	}
	return d.Server
}
