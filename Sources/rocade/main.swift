print("rocade")
