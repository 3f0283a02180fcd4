// Package landscape names what the sandbox consists of: the people, the clusters, the customers and their products.
package landscape

// Account is one person, known by the same name to every server.
type Account struct{ Name, Role string }

// Group is what the identity provider would call the account's role.
func (a Account) Group() string {
	switch a.Role {
	case "developer":
		return "sluice:developers"
	case "operations", "devops", "platform", "support":
		return "sluice:" + a.Role
	}
	return ""
}

// Password follows one rule, so that nobody has to look it up.
func (a Account) Password() string { return a.Name + "-sluice" }

// Email is used as author in Git and as the account's address in Gitea.
func (a Account) Email() string { return a.Name + "@storefront.example" }

// Accounts lists everybody; operations has two people, because nobody deploys their own request.
func Accounts() []Account {
	return []Account{
		{"dev1", "developer"}, {"devops1", "devops"}, {"platform1", "platform"},
		{"ops1", "operations"}, {"ops2", "operations"}, {"support1", "support"},
	}
}

// Roles lists the duties in the order of the fleet file.
func Roles() []string { return []string{"developer", "devops", "platform", "operations", "support"} }

// Harbor and Ocean are the two clusters. Large is a third, for measuring, in a sandbox of its own.
const (
	Harbor = "harbor"
	Ocean  = "ocean"
	Large  = "large"
)

// Clusters lists the two of the landscape.
func Clusters() []string { return []string{Harbor, Ocean} }

// Customers, Products and Environments span the 18 applications.
func Customers() []string { return []string{"acme", "globex", "initech"} }

// Products are deployed for every customer in every environment.
func Products() []string { return []string{"shop", "billing"} }

// Environments are in promotion order.
func Environments() []string { return []string{"dev", "stage", "prod"} }

// ClusterOf is where an environment lives.
func ClusterOf(environment string) string {
	if environment == "prod" {
		return Ocean
	}
	return Harbor
}

// Application is one product of one customer in one environment, deployed by Argo CD.
type Application struct{ Customer, Product, Environment string }

// Name is also the name of the Helm release that Argo CD renders.
func (a Application) Name() string { return a.Customer + "-" + a.Product + "-" + a.Environment }

// Namespace is shared by a customer's products in an environment.
func (a Application) Namespace() string { return a.Customer + "-" + a.Environment }

// OverridesPath is where the application's values lie in the repository of releases.
func (a Application) OverridesPath() string {
	return "overrides/" + a.Customer + "/" + a.Environment + "/" + a.Product + "/values.yaml"
}

// Applications lists all of them.
func Applications() []Application {
	var all []Application
	for _, customer := range Customers() {
		for _, product := range Products() {
			for _, environment := range Environments() {
				all = append(all, Application{customer, product, environment})
			}
		}
	}
	return all
}

// Namespaces of a cluster that belong to customers.
func Namespaces(cluster string) []string {
	var all []string
	for _, customer := range Customers() {
		for _, environment := range Environments() {
			if ClusterOf(environment) == cluster {
				all = append(all, customer+"-"+environment)
			}
		}
	}
	return all
}
