import LibraryModels
package import Project

/// The models in the form in which a program is loaded.
package enum ModelSources {
  package static var all: [ModelSource] {
    (Model.all + Model.standardLibrary).map { model in
      ModelSource(
        name: model.module, isOverlay: model.isOverlay, isShipped: model.isShipped,
        text: .later { model.text.bytes })
    }
  }
}
