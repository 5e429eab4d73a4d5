import LibraryModels
package import Project

/// The models in the form in which a program is loaded.
package enum ModelSources {
  package static var all: [ModelSource] {
    (Model.all + Model.standardLibrary).map {
      ModelSource(
        name: $0.module, isOverlay: $0.isOverlay, isShipped: $0.isShipped, text: .literal($0.text))
    }
  }
}
